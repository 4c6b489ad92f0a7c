using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation;

/// <summary>A field's or column's type and its other keys fit together.</summary>
internal static class FieldShape
{
    /// <summary>Everything that does not fit.</summary>
    /// <param name="field">How the message calls the field.</param>
    /// <param name="complete">Whether an image must give its width, height and channels; an input of a component may take any.</param>
    public static IEnumerable<Diagnostic> Check(FieldSpec spec, string field, SourcePosition at, bool complete)
    {
        var isImage = spec.Type == "image";
        var sizes = new[] { ("width", spec.Width), ("height", spec.Height), ("channels", spec.Channels) };
        var given = sizes.Where(size => size.Item2 is not null).Select(size => size.Item1).ToList();
        var missing = sizes.Where(size => size.Item2 is null).Select(size => size.Item1).ToList();
        if (!isImage && given.Count > 0)
        {
            yield return Error(
                $"{field}: {string.Join(", ", given)} {(given.Count == 1 ? "is" : "are")} for images only; its type is {spec.Type}");
        }

        if (isImage && complete && missing.Count > 0)
        {
            yield return Error($"{field}: an image needs width, height and channels; missing: {string.Join(", ", missing)}");
        }

        if (spec.Channels == 2) yield return Error($"{field}: an image has 1 channel (grey), 3 (RGB) or 4 (RGBA), not 2");
        if (spec.Type == "map" && spec.Of is null)
        {
            yield return Error($"{field}: a map says what its values are", "add 'of: number', for example");
        }

        if (spec.Type != "map" && spec.Of is not null) yield return Error($"{field}: 'of' is for maps only; its type is {spec.Type}");

        if (spec.Type == "vector" && complete && spec.Length is null) yield return Error($"{field}: a vector says how long it is", "add 'length: 64', for example");
        if (spec.Type != "vector" && spec.Length is not null) yield return Error($"{field}: 'length' is for vectors only; its type is {spec.Type}");
        if (spec.Type is not ("number" or "integer") && (spec.Minimum ?? spec.Maximum) is not null)
        {
            yield return Error($"{field}: 'minimum' and 'maximum' are for numbers and integers; its type is {spec.Type}");
        }

        if (spec.Minimum > spec.Maximum) yield return Error($"{field}: the minimum {spec.Minimum} is greater than the maximum {spec.Maximum}");

        Diagnostic Error(string message, string? hint = null) => SpecCodes.FieldShape.Error(at, message, hint);
    }
}
