namespace Modelyard.Specs.Validation;

/// <summary>A field's type in words: <c>an image of 28×28×1</c>, <c>string</c>.</summary>
internal static class FieldText
{
    public static string Of(FieldSpec field) => field.Type switch
    {
        "image" => $"an image of {Size(field.Width)}×{Size(field.Height)}×{Size(field.Channels)}",
        "vector" => field.Length is { } length ? $"a vector of {length}" : "a vector",
        "map" => $"a map of {field.Of}",
        var type => type,
    };

    private static string Size(int? pixels) => pixels?.ToString() ?? "?";
}
