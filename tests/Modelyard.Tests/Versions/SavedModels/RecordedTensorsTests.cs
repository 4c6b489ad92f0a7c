using System.Buffers.Binary;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;
using Modelyard.Specs;
using Modelyard.Tests.Shared;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Tests.Versions.SavedModels;

public sealed class RecordedTensorsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_of_a_matrix_are_read_back_from_the_file_that_TensorFlow_Serving_warms_up_with()
    {
        Python("""
            Matrix(np.float32([[1, 2, 3], [4, 5, 6]])).write("dense")
            Matrix(sparse.csr_matrix(np.float32([[0, 7, 0], [8, 0, 9]]))).write("sparse")
            """, "dense", "sparse");
        var tensors = RecordedTensors.Of(Estimator(("matrix", false, ["dense.m"]), ("more", true, ["dense.m", "sparse.m"])), [], source => _folder.At(source[..^2]));

        var requests = Records(WarmupRequests.Of("goods", [tensors.Row(0), tensors.Row(1)])).Select(record => PredictionLog.Parser.ParseFrom(record).PredictLog.Request).ToList();

        Assert.Equal(2, requests.Count);
        Assert.Equal(new Protocols.TensorFlowServing.ModelSpec { Name = "goods", SignatureName = "serving_default" }, requests[1].ModelSpec);
        Assert.Equal(["matrix", "more.0", "more.1"], requests[1].Inputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1L, 3L], requests[1].Inputs["matrix"].TensorShape.Dim.Select(side => side.Size));
        Assert.Equal([4f, 5, 6], Floats(requests[1].Inputs["matrix"]));
        Assert.Equal([8f, 0, 9], Floats(requests[1].Inputs["more.1"]));
        Assert.Equal("""{"inputs":{"matrix":[[4,5,6]],"more.0":[[4,5,6]],"more.1":[[8,0,9]]}}""", WarmupRequests.Body(tensors.Row(1)).ToJsonString());
    }

    [Fact]
    public void Columns_of_rows_are_tensors_of_their_own_and_what_an_instance_does_not_have_is_none()
    {
        Python("""
            Rows({"title": Column("string", ["a", None]), "price": Column("number", [1.5, float("nan")]), "count": Column("integer", [1, -2]), "sold": Column("boolean", [True, False]),
                  "photo": Column("image", np.arange(8).reshape(2, 2, 2, 1)), "secret": Column("number", [0, 0])}).write("rows")
            """, "rows");
        var tensors = RecordedTensors.Of(Estimator(("rows", false, [ServingChain.Instance])), ["title", "price", "count", "sold", "photo"], _ => _folder.At("rows"));

        Assert.Equal(
            """{"inputs":{"count":[-2],"photo":[[[[4],[5]],[[6],[7]]]],"price":[0],"sold":[false],"title":[""]}}""", WarmupRequests.Body(tensors.Row(1)).ToJsonString());
        Assert.Equal(
            ["count: DtInt64", "photo: DtUint8", "price: DtFloat", "sold: DtBool", "title: DtString"],
            tensors.Row(0).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => $"{tensor.Key}: {tensor.Value.Dtype}"));
        Assert.True(float.IsNaN(Floats(tensors.Row(1)["price"]).Single()));
    }

    [Fact]
    public void Descriptors_of_the_server_of_Python_are_those_of_the_protocol()
    {
        var path = Path.Combine(Modelyard.Tests.Specs.SourceRepository.Root, "pipelines/FlaskServer/flask_server/tensorflow_serving.desc");
        var found = Google.Protobuf.Reflection.FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(path)).File.ToDictionary(file => file.Name);
        foreach (var file in new[] { PredictRequest.Descriptor.File, TensorProto.Descriptor.File, BatchingParameters.Descriptor.File })
        {
            // What protoc writes to a file, it writes with the names that JSON would have.
            var written = found[file.Name].Clone();
            var compiled = file.ToProto();
            foreach (var field in written.MessageType.Concat(compiled.MessageType).SelectMany(AllFields)) field.ClearJsonName();
            Assert.True(compiled.Equals(written), $"{file.Name} is not what {path} has; write it anew, as docs/decisions/0029 says");
        }
    }

    private static IEnumerable<Google.Protobuf.Reflection.FieldDescriptorProto> AllFields(Google.Protobuf.Reflection.DescriptorProto message) => message.Field.Concat(message.NestedType.SelectMany(AllFields));

    // Checks every checksum, by an arithmetic of its own.
    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var record = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(record), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
            yield return record;
        }
    }

    // The polynomial of Castagnoli, bit by bit.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var sum = 0xffffffffu;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0x82f63b78u);
        }

        sum = ~sum;
        return ((sum >> 15) | (sum << 17)) + 0xa282ead8u;
    }

    private static float[] Floats(TensorProto tensor) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.TensorContent.Span).ToArray();

    private static ChainStep Estimator(params (string Port, bool IsList, string[] From)[] inputs) => new(
        "scores",
        new StepSpec { Uses = "network" },
        new ComponentSpec { Name = "network", Kind = "estimator", Description = "A test's.", Runtime = "sklearn", Run = "true" },
        inputs.ToDictionary(input => input.Port, input => new ChainInput(input.IsList, input.From)),
        "predictions");

    private void Python(string program, params string[] folders)
    {
        foreach (var folder in folders) Directory.CreateDirectory(_folder.At(folder));
        var runtime = Path.Combine(Modelyard.Tests.Specs.SourceRepository.Root, "pipelines/Runtimes/sklearn");
        var script = _folder.Write("make.py", $"""
            import os, sys
            sys.path.insert(0, {System.Text.Json.JsonSerializer.Serialize(runtime)})
            sys.dont_write_bytecode = True
            os.chdir({System.Text.Json.JsonSerializer.Serialize(_folder.Path)})
            import numpy as np
            from scipy import sparse
            from modelyard import Column, Matrix, Rows
            {program}
            """);
        Programs.Run(Programs.Python, script);
    }
}
