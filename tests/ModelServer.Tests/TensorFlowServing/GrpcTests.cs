using Grpc.Core;
using Modelyard.ModelServer.Tests.Harness;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.Tests.TensorFlowServing;

public sealed class GrpcTests(TestArtifacts artifacts)
{
    [Fact]
    public async Task A_prediction_is_that_of_the_platforms_own_protocol()
    {
        var server = await artifacts.Fixtures.Get("listing");
        using var client = new GrpcClient(server);

        var response = await client.Predictions.PredictAsync(Tensors.Listing(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new ModelSpec { Name = "listing", Version = 1, SignatureName = "serving_default" }, response.ModelSpec);
        Assert.Equal([1L], Sizes(response.Outputs["label"]));
        Assert.Equal([1L, 3L], Sizes(response.Outputs["scores"]));
        var prediction = (await server.SendAsync(ProtocolCases.Request(ProtocolCases.Named("one instance")))).Json.GetProperty("predictions")[0];
        Assert.Equal(prediction.GetProperty("label").GetString(), response.Outputs["label"].StringVal.Single().ToStringUtf8());
        Assert.Equal(prediction.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetSingle()), Tensors.FloatsOf(response.Outputs["scores"]));
    }

    [Fact]
    public async Task Values_may_come_as_bytes_or_as_lists_whose_last_value_fills_the_rest()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        async Task<float[]> ScoresAsync(TensorProto amount, TensorProto photo, TensorProto text) => Tensors.FloatsOf((await client.Predictions.PredictAsync(
            Tensors.Request("listing", ("text", text), ("amount", amount), ("photo", photo)), cancellationToken: TestContext.Current.CancellationToken)).Outputs["scores"]);

        var bytes = await ScoresAsync(
            Tensors.Content(DataType.DtFloat, [2], 7f, 7f), Tensors.Content(DataType.DtUint8, [2, 4, 4, 1], Enumerable.Repeat((byte)9, 32).ToArray()), Tensors.Texts("a", "a"));
        var lists = await ScoresAsync(
            Tensors.Floats([2], 7f), Tensors.Bytes([2, 4, 4, 1], 9), Tensors.Of(DataType.DtString, [2], tensor => tensor.StringVal.Add(Google.Protobuf.ByteString.CopyFromUtf8("a"))));

        Assert.Equal(6, bytes.Length);
        Assert.Equal(bytes, lists);
    }

    [Fact]
    public async Task Integers_booleans_and_what_is_left_out_are_taken()
    {
        var server = await artifacts.Fixtures.Get("order");
        using var client = new GrpcClient(server);
        var request = Tensors.Request("order", ("count", Tensors.Integers(3, -4)), ("sold", Tensors.Booleans(true, false)), ("weight", Tensors.Floats([2], float.NaN, 2)));

        var response = await client.Predictions.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        var predictions = (await server.PredictAsync("order", """{"instances":[{"count":3,"sold":true},{"count":-4,"sold":false,"weight":2}]}""")).Json.GetProperty("predictions");
        var expected = predictions.EnumerateArray().SelectMany(prediction => prediction.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetSingle()));
        Assert.Equal(expected, Tensors.FloatsOf(response.Outputs["scores"]));
    }

    [Fact]
    public async Task A_vector_is_a_row_of_a_matrix()
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.WithTensorFlow(ServerProcess.Settings(artifacts.Folder("vector"), "vector")));
        using var client = new GrpcClient(server);

        var response = await client.Predictions.PredictAsync(
            Tensors.Request("vector", ("matrix", Tensors.Content(DataType.DtFloat, [2, 3], 1f, 2, 3, -1, 0, 1))), cancellationToken: TestContext.Current.CancellationToken);

        var predictions = (await server.PredictAsync("vector", """{"instances":[{"matrix":[1,2,3]},{"matrix":[-1,0,1]}]}""")).Json.GetProperty("predictions");
        Assert.Equal(predictions.EnumerateArray().Select(prediction => prediction.GetProperty("label").GetString()), response.Outputs["label"].StringVal.Select(name => name.ToStringUtf8()));
        Assert.Equal("YARD6007", (await server.PredictAsync("vector", """{"instances":[{"matrix":[1,2]}]}""")).Code);
        Assert.Equal("YARD6006", (await server.PredictAsync("vector", """{"instances":[{"matrix":[1,2,"3"]}]}""")).Code);
        Assert.Equal("YARD6008", (await server.PredictAsync("vector", """{"instances":[{"matrix":[1,2,3.5e38]}]}""")).Code);
    }

    [Fact]
    public async Task Only_the_outputs_that_are_wanted_come_back()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var request = Tensors.Listing();
        request.OutputFilter.Add("scores");
        Assert.Equal(["scores"], (await client.Predictions.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Outputs.Keys);

        request.OutputFilter.Add("score");
        Assert.Equal(new Status(StatusCode.InvalidArgument, "YARD6005: output_filter: expected some of 'label', 'scores', found 'score'"), await client.RefusedAsync(request));
    }

    [Fact]
    public async Task Metadata_tell_the_signature()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var response = await client.Predictions.GetModelMetadataAsync(
            new GetModelMetadataRequest { ModelSpec = new ModelSpec { Name = "listing" }, MetadataField = { "signature_def" } }, cancellationToken: TestContext.Current.CancellationToken);

        var signature = response.Metadata["signature_def"].Unpack<SignatureDefMap>().SignatureDef["serving_default"];
        Assert.Equal("tensorflow/serving/predict", signature.MethodName);
        Assert.Equal(
            ["amount: DtFloat [-1]", "label: DtString [-1]", "photo: DtUint8 [-1,4,4,1]", "scores: DtFloat [-1,3]", "text: DtString [-1]"],
            signature.Inputs.Concat(signature.Outputs).Select(pair => $"{pair.Key}: {pair.Value.Dtype} [{string.Join(",", pair.Value.TensorShape.Dim.Select(side => side.Size))}]").Order());
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Predictions.GetModelMetadataAsync(
            new GetModelMetadataRequest { ModelSpec = new ModelSpec { Name = "listing" } }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task The_version_is_available()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var response = await client.Models.GetModelStatusAsync(
            new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "listing", Version = 1 } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1L, ModelVersionStatus.Types.State.Available), response.ModelVersionStatus.Select(status => (status.Version, status.State)).Single());
    }

    public static TheoryData<string, string> Unknown => new()
    {
        { """{"name":"shoes"}""", "YARD6010: model_spec.name: expected 'listing', which is all that this server has, found 'shoes'" },
        { """{"name":"listing","version":2}""", "YARD6010: model_spec.version: expected '1', which is all that this server has, found '2'" },
        { """{"name":"listing","versionLabel":"canary"}""", "YARD6010: model_spec.version_label: expected 'dev1', which is all that this server has, found 'canary'" },
        { """{"name":"listing","signatureName":"classify"}""", "YARD6010: model_spec.signature_name: expected 'serving_default', which is all that this server has, found 'classify'" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Another_model_version_label_or_signature_is_not_found(string spec, string message)
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var request = Tensors.Listing();
        request.ModelSpec = ModelSpec.Parser.ParseJson(spec);
        Assert.Equal(new Status(StatusCode.NotFound, message), await client.RefusedAsync(request));
        var status = await Assert.ThrowsAsync<RpcException>(async () => await client.Models.GetModelStatusAsync(
            new GetModelStatusRequest { ModelSpec = request.ModelSpec }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.NotFound, status.StatusCode);
    }

    [Fact]
    public async Task A_label_is_the_versions_name()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var request = Tensors.Listing();
        request.ModelSpec.VersionLabel = "dev1";
        Assert.Equal(2, (await client.Predictions.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Outputs.Count);
    }

    [Fact]
    public async Task What_the_model_cannot_compute_is_internal_and_told()
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.WithTensorFlow(ServerProcess.Settings(artifacts.Folder("failing"), "failing")));
        using var client = new GrpcClient(server);
        var status = await client.RefusedAsync(Tensors.Request("failing", ("amount", Tensors.Floats([1], -1))));
        Assert.Equal(new Status(StatusCode.Internal, "YARD6020: the model failed: it gave a score that is not finite (NaN)"), status);
        Assert.Single((await client.Predictions.PredictAsync(Tensors.Request("failing", ("amount", Tensors.Floats([1], 4))), cancellationToken: TestContext.Current.CancellationToken)).Outputs["label"].StringVal);
    }

    [Fact]
    public async Task A_deadline_that_is_over_is_told_as_that()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.Predictions.PredictAsync(
            Tensors.Listing(), deadline: DateTime.UnixEpoch, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Calls_are_counted()
    {
        var server = await artifacts.Fixtures.Get("icon");
        using var client = new GrpcClient(server);
        await client.RefusedAsync(Tensors.Request("icon"));
        var text = (await server.SendAsync(RawRequest.Of("GET", "/metrics"))).Text;
        Assert.Contains("""modelyard_server_requests_total{address="grpc predict",status="InvalidArgument",model="icon",version="dev1"}""", text, StringComparison.Ordinal);
        Assert.Contains("""modelyard_server_errors_total{code="YARD6004",model="icon",version="dev1"}""", text, StringComparison.Ordinal);
    }

    private static long[] Sizes(TensorProto tensor) => [.. tensor.TensorShape.Dim.Select(side => side.Size)];
}
