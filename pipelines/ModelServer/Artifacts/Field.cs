using System.Text.Json;
using Microsoft.ML.OnnxRuntime.Tensors;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Artifacts;

/// <summary>One field of an instance, as the signature has it.</summary>
/// <param name="Picture">Of type image only.</param>
/// <param name="Length">Of type vector: how many numbers it has; 0 of others.</param>
internal sealed record Field(string Name, FieldType Type, bool Optional, PictureShape? Picture, int Length)
{
    /// <summary>What the graph's input of this name must hold.</summary>
    public TensorElementType Element => Type switch
    {
        FieldType.String => TensorElementType.String,
        FieldType.Number or FieldType.Vector => TensorElementType.Float,
        FieldType.Integer => TensorElementType.Int64,
        FieldType.Boolean => TensorElementType.Bool,
        _ => TensorElementType.UInt8,
    };

    /// <summary>The graph's dimensions after the first, which is the number of instances.</summary>
    public IReadOnlyList<int> Dimensions => Picture is { } shape ? [shape.Height, shape.Width, shape.Channels] : Length > 0 ? [Length] : [];

    /// <summary>The field of that name in a signature; what is wrong with it goes to the signature's problems.</summary>
    public static Field Read(JsonFields instance, string name)
    {
        var entry = instance.Object(name);
        var type = entry.Text("type") switch
        {
            "string" => FieldType.String,
            "number" => FieldType.Number,
            "integer" => FieldType.Integer,
            "boolean" => FieldType.Boolean,
            "image" => FieldType.Image,
            "vector" => FieldType.Vector,
            _ => default(FieldType?),
        };
        if (type is null)
        {
            entry.RefuseValue("type", "string, number, integer, boolean, image or vector");
        }

        var picture = type == FieldType.Image
            ? new PictureShape(entry.Whole("width", 1, 4096), entry.Whole("height", 1, 4096), entry.Whole("channels", 1, 4))
            : null;
        var length = type == FieldType.Vector ? entry.Whole("length", 1, 1_000_000) : 0;
        var optional = entry.Member("optional") is { ValueKind: JsonValueKind.True };
        if (optional && type is not (FieldType.String or FieldType.Number))
        {
            entry.RefuseValue("optional", "false: a tensor can tell a missing string or number, nothing else");
        }

        return new Field(name, type ?? FieldType.String, optional, picture, length);
    }
}

/// <summary>The types a field of an instance may have.</summary>
internal enum FieldType
{
    String,
    Number,
    Integer,
    Boolean,
    Image,
    Vector,
}

/// <summary>Pixels, and channels of 8 bits: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
internal sealed record PictureShape(int Width, int Height, int Channels)
{
    /// <summary>Of one picture, row by row, channels innermost.</summary>
    public int Bytes => Width * Height * Channels;
}
