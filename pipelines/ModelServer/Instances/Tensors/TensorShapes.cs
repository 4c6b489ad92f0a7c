using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances.Tensors;

/// <summary>Whether a tensor is what a field takes, judged before anything is copied: its type, its shape, and whether its values are as many as that says.</summary>
internal static class TensorShapes
{
    // No text of a client's is shown without end.
    private const int MostShown = 8;

    /// <summary>The type of a field's tensor.</summary>
    public static DataType TypeOf(Field field) => field.Type switch
    {
        FieldType.String => DataType.DtString,
        FieldType.Integer => DataType.DtInt64,
        FieldType.Boolean => DataType.DtBool,
        FieldType.Image => DataType.DtUint8,
        _ => DataType.DtFloat,
    };

    /// <summary>The first dimension of a tensor that fits a field in all else; a problem where it does not.</summary>
    public static Problem? Check(Field field, TensorProto tensor, string place, ServeLimits limits, out int count)
    {
        count = 0;
        if (tensor.Dtype != TypeOf(field))
        {
            return new Problem(Problem.WrongType, $"{place}: expected {NameOf(TypeOf(field))}, found {NameOf(tensor.Dtype)}");
        }

        var found = tensor.TensorShape?.Dim.Select(side => side.Size).ToList() ?? [];
        if (tensor.TensorShape is not { UnknownRank: false } || found.Count != field.Dimensions.Count + 1 || found[0] < 1
            || !found.Skip(1).SequenceEqual(field.Dimensions.Select(size => (long)size)))
        {
            var expected = string.Join(",", field.Dimensions.Select(size => $"{size}").Prepend("N"));
            var shown = tensor.TensorShape is { UnknownRank: true } ? "unknown" : $"[{string.Join(",", found.Take(MostShown))}{(found.Count > MostShown ? ",…" : "")}]";
            return new Problem(Problem.WrongImage, $"{place}: expected the shape [{expected}] with N of 1 or more, found {shown}");
        }

        if (found[0] > limits.Instances)
        {
            return new Problem(Problem.TooLarge, $"{place}: expected at most {limits.Instances} instances in one request, found {found[0]}; send them in several requests");
        }

        count = (int)found[0];
        return Values(field, tensor, place, limits, found[0] * field.Dimensions.Aggregate(1L, (product, size) => product * size));
    }

    /// <summary>As published: <c>DT_FLOAT</c>.</summary>
    public static string NameOf(DataType type) => Enum.IsDefined(type) ? $"DT_{type.ToString()["Dt".Length..].ToUpperInvariant()}" : $"the type {(int)type}";

    private static Problem? Values(Field field, TensorProto tensor, string place, ServeLimits limits, long elements)
    {
        var (size, listed) = field.Type switch
        {
            FieldType.String => (tensor.StringVal.LastOrDefault()?.Length ?? 0, tensor.StringVal.Count),
            FieldType.Integer => (sizeof(long), tensor.Int64Val.Count),
            FieldType.Boolean => (sizeof(bool), tensor.BoolVal.Count),
            FieldType.Image => (sizeof(byte), tensor.IntVal.Count),
            _ => (sizeof(float), tensor.FloatVal.Count),
        };
        if (!tensor.TensorContent.IsEmpty && field.Type == FieldType.String)
        {
            return new Problem(Problem.WrongType, $"{place}: expected strings in string_val, found tensor_content");
        }

        if (!tensor.TensorContent.IsEmpty && (listed > 0 || tensor.TensorContent.Length != elements * size))
        {
            var also = listed > 0 ? $" and {listed} values in a list" : "";
            return new Problem(Problem.WrongImage, $"{place}: expected {elements * size} bytes of tensor_content, found {tensor.TensorContent.Length}{also}");
        }

        if (tensor.TensorContent.IsEmpty && (listed == 0 || listed > elements))
        {
            return new Problem(Problem.WrongImage, $"{place}: expected 1 to {elements} values, found {listed}");
        }

        // One value may stand for all, but no request may make more of itself than the largest that could be sent.
        return elements * size > limits.BodyBytes && tensor.TensorContent.IsEmpty && listed < elements
            ? new Problem(Problem.TooLarge, $"{place}: expected values that fill at most {limits.BodyBytes} bytes, found {listed} that are to stand for {elements}")
            : null;
    }
}
