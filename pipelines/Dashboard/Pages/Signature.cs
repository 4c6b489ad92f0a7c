using Modelyard.Specs;

namespace Modelyard.Dashboard.Pages;

/// <summary>Types of fields in words.</summary>
internal static class Signature
{
    /// <summary><c>image 28 × 28, grey</c>, <c>map of number</c>, <c>string, optional</c></summary>
    public static string Words(FieldSpec field)
    {
        var channels = field.Channels switch { 1 => "grey", 3 => "RGB", 4 => "RGBA", { } other => $"{other} channels", null => "" };
        var type = field.Type switch
        {
            "image" => $"image {field.Width} × {field.Height}, {channels}",
            "vector" => $"vector of {field.Length}",
            "map" => $"map of {field.Of}",
            var other => other,
        };
        if (field.Minimum is { } least) type += $", from {least}";
        if (field.Maximum is { } most) type += $", up to {most}";
        return field.Optional ? $"{type}, optional" : type;
    }
}
