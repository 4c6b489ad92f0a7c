using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Modelyard.Content;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Specs;

namespace Modelyard.Versions.SavedModels;

/// <summary>
/// The rows that an estimator was given in a run, as the tensors that its server sends to TensorFlow Serving: a matrix is one float32 [1, M] named as its port, of rows each column is one.
/// </summary>
internal sealed class RecordedTensors
{
    private readonly SortedDictionary<string, Func<int, TensorProto>> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _sources = [];

    private RecordedTensors()
    {
    }

    /// <summary>What they are read from, by content.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Those of an estimator.</summary>
    /// <param name="fields">Those of an instance: rows of training may have more columns.</param>
    /// <param name="folderOf">Source of a port → the folder of its artifact, which is named by its content.</param>
    public static RecordedTensors Of(ChainStep estimator, IReadOnlyCollection<string> fields, Func<string, string> folderOf)
    {
        var tensors = new RecordedTensors();
        foreach (var (port, input) in estimator.Inputs)
        {
            foreach (var (number, source) in input.From.Index())
            {
                tensors.Add(input.IsList ? $"{port}.{number}" : port, folderOf(source), source == ServingChain.Instance ? fields : null);
            }
        }

        return tensors;
    }

    /// <summary>One row: input → tensor with a first dimension of 1.</summary>
    public IReadOnlyDictionary<string, TensorProto> Row(int row) => _rows.ToDictionary(tensor => tensor.Key, tensor => tensor.Value(row));

    // What a split adds for training is no field of an instance.
    private void Add(string name, string folder, IReadOnlyCollection<string>? fields)
    {
        _sources.Add($"{name}: {Path.GetFileName(folder)}");
        if (File.Exists(Path.Combine(folder, "matrix.json")))
        {
            _rows[name] = Matrix(folder);
            return;
        }

        foreach (var column in JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "rows.json"))).RootElement.GetProperty("columns").EnumerateObject())
        {
            if (fields?.Contains(column.Name) ?? column.Name != "part") _rows[column.Name] = Column(folder, column.Name, column.Value.GetProperty("type").GetString()!);
        }
    }

    private static Func<int, TensorProto> Matrix(string folder)
    {
        var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "matrix.json"))).RootElement;
        var columns = description.GetProperty("columns").GetInt32();
        var data = NpyArray.Open(Path.Combine(folder, "data.npy"));
        if (description.GetProperty("format").GetString() == "dense") return row => Tensor(DataType.DtFloat, [1, columns], data.ReadRow<float>(row));
        var indices = NpyArray.Open(Path.Combine(folder, "indices.npy"));
        var starts = NpyArray.Open(Path.Combine(folder, "indptr.npy")).ReadAll<long>();
        return row =>
        {
            var values = new float[columns];
            for (var at = (int)starts[row]; at < starts[row + 1]; at++) values[indices.ReadRow<int>(at)[0]] = data.ReadRow<float>(at)[0];
            return Tensor(DataType.DtFloat, [1, columns], values);
        };
    }

    private static Func<int, TensorProto> Column(string folder, string name, string type)
    {
        if (type == "string")
        {
            var lines = File.ReadAllText(Path.Combine(folder, name + ".jsonl")).Split('\n');
            return row =>
            {
                var tensor = Tensor<byte>(DataType.DtString, [1], []);
                tensor.StringVal.Add(ByteString.CopyFromUtf8(JsonSerializer.Deserialize<string?>(lines[row]) ?? ""));
                return tensor;
            };
        }

        var array = NpyArray.Open(Path.Combine(folder, name + ".npy"));
        IReadOnlyList<int> shape = [1, .. array.Shape.Skip(1)];
        return type switch
        {
            "number" => row => Tensor(DataType.DtFloat, shape, [(float)array.ReadRow<double>(row)[0]]),
            "integer" => row => Tensor(DataType.DtInt64, shape, array.ReadRow<long>(row)),
            "boolean" => row => Tensor(DataType.DtBool, shape, array.ReadRow<byte>(row)),
            "image" => row => Tensor(DataType.DtUint8, shape, array.ReadRow<byte>(row)),
            _ => throw VersionCodes.BadArtifact.Failure($"column '{name}' of type {type} cannot be a tensor"),
        };
    }

    private static TensorProto Tensor<T>(DataType type, IReadOnlyList<int> shape, T[] values)
        where T : unmanaged
    {
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto(), TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values)) };
        tensor.TensorShape.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return tensor;
    }
}
