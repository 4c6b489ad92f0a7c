using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Instances;

/// <summary>What a field takes, in words.</summary>
internal static class TypeWords
{
    public static string Of(Field field) => field.Type switch
    {
        FieldType.String => "a string",
        FieldType.Number => "a number",
        FieldType.Integer => "a whole number",
        FieldType.Boolean => "a boolean",
        _ => Of(field.Picture!),
    };

    public static string Of(PictureShape shape) =>
        $"an image: an array of {shape.Height} rows of {shape.Width} pixels{(shape.Channels == 1 ? "" : $" of {shape.Channels} channels")}, or {{\"b64\": \"…\"}} with a PNG";
}
