using System.Buffers.Binary;
using System.Text.Json;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Holds one sample against the fields of an instance, as a server will (<c>docs/architecture.md</c>, section 6).</summary>
internal static class SampleInstance
{
    /// <summary>What does not match, each with its path.</summary>
    public static IEnumerable<string> Problems(JsonElement instance, string path, SignatureSpec signature)
    {
        if (instance.ValueKind != JsonValueKind.Object)
        {
            yield return $"{path}: expected an object of {Suggestion.List(signature.Instance.Keys)}";
            yield break;
        }

        foreach (var (name, field) in signature.Instance)
        {
            var given = instance.TryGetProperty(name, out var value);
            if (!given && !field.Optional) yield return $"{path}: the field '{name}' is missing";
            if (given && Problem(value, field) is { } problem) yield return $"{path}.{name}: {problem}";
        }

        var chosen = signature.OneOf.Where(name => instance.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null).ToList();
        if (signature.OneOf.Count > 0 && chosen.Count != 1)
        {
            yield return $"{path}: expected exactly one of {Suggestion.List(signature.OneOf)}, found {(chosen.Count == 0 ? "none" : Suggestion.List(chosen))}";
        }

        foreach (var name in instance.EnumerateObject()
            .Select(property => property.Name)
            .Where(name => !signature.Instance.ContainsKey(name)))
        {
            var hint = Suggestion.Near(name, signature.Instance.Keys);
            yield return $"{path}: the signature has no field {Excerpt.Of(name)}{(hint is null ? "" : $"; {hint}")}";
        }
    }

    private static string? Problem(JsonElement value, FieldSpec field)
    {
        if (field.Optional && value.ValueKind == JsonValueKind.Null) return null;
        if (field.Type == "image") return ImageProblem(value, field);
        if (field.Type == "vector") return VectorProblem(value, field);
        var fits = (field.Type, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => field.Optional,
            ("string", var kind) => kind == JsonValueKind.String,
            ("number", var kind) => kind == JsonValueKind.Number,
            ("integer", var kind) => kind == JsonValueKind.Number && value.TryGetInt64(out _),
            ("boolean", var kind) => kind is JsonValueKind.True or JsonValueKind.False,
            _ => true, // A map is reported at the signature.
        };
        if (!fits) return $"expected {field.Type}, found {value.ValueKind.ToString().ToLowerInvariant()}";
        if ((field.Minimum ?? field.Maximum) is null || value.ValueKind != JsonValueKind.Number) return null;
        var number = value.GetDouble();
        return number < field.Minimum || number > field.Maximum ? $"expected {Bounds(field)}, found {value.GetRawText()}" : null;
    }

    private static string Bounds(FieldSpec field) => (field.Minimum, field.Maximum) switch
    {
        ({ } least, { } greatest) => $"{field.Type} from {least} to {greatest}",
        ({ } least, _) => $"{field.Type} of at least {least}",
        (_, var greatest) => $"{field.Type} of at most {greatest}",
    };

    private static string? VectorProblem(JsonElement value, FieldSpec field) =>
        value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() == field.Length
            && value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number && float.IsFinite((float)number.GetDouble()))
            ? null
            : $"expected an array of {field.Length} numbers";

    private static string? ImageProblem(JsonElement value, FieldSpec field)
    {
        if (field is not { Width: { } width, Height: { } height, Channels: { } channels }) return null;
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty("b64", out var text) && text.ValueKind == JsonValueKind.String
                ? PngProblem(text, width, height)
                : "expected {\"b64\": …} or a nested array";
        }

        if (value.ValueKind != JsonValueKind.Array) return "expected {\"b64\": …} or a nested array";
        var rows = value.EnumerateArray().ToList();
        var shaped = rows.Count == height
            && rows.TrueForAll(
                row => row.ValueKind == JsonValueKind.Array
                    && row.GetArrayLength() == width
                    && row.EnumerateArray().All(pixel => IsPixel(pixel, channels)));
        return shaped ? null : $"expected [{height}][{width}]{(channels == 1 ? "" : $"[{channels}]")} of whole numbers from 0 to 255";
    }

    private static bool IsPixel(JsonElement pixel, int channels) =>
        pixel.ValueKind == JsonValueKind.Array
            ? pixel.GetArrayLength() == channels && pixel.EnumerateArray().All(IsByte)
            : channels == 1 && IsByte(pixel);

    private static bool IsByte(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetByte(out _);

    private static string? PngProblem(JsonElement text, int width, int height)
    {
        // Signature, length and name of the first chunk, then width and height (PNG specification, section 5).
        ReadOnlySpan<byte> start = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        if (!text.TryGetBytesFromBase64(out var bytes) || bytes.Length < 24 || !bytes.AsSpan().StartsWith(start))
        {
            return "b64 is not a PNG in base64";
        }

        var found = (
            Width: BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)),
            Height: BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
        return found == (width, height) ? null : $"expected a PNG of {width}×{height} pixels, found {found.Width}×{found.Height}";
    }
}
