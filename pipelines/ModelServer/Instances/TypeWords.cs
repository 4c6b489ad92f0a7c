using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Instances;

/// <summary>What a field takes, in words.</summary>
internal static class TypeWords
{
    public static string Of(Field field) => field.Type switch
    {
        FieldType.String => "a string",
        FieldType.Number => "a number",
        FieldType.Integer => "an integer",
        FieldType.Boolean => "a boolean",
        FieldType.Vector => $"an array of {field.Length} numbers",
        _ => "an image",
    };

    /// <summary>Both forms of an image of this shape.</summary>
    public static string Of(PictureShape shape) =>
        $"an image, as an array [{shape.Height}][{shape.Width}]{(shape.Channels == 1 ? "" : $"[{shape.Channels}]")} or {{\"b64\": a PNG}}";
}
