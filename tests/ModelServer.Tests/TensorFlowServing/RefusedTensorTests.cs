using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Modelyard.ModelServer.Tests.Harness;
using Modelyard.Protocols.TensorFlow;
using Modelyard.Protocols.TensorFlowServing;

namespace Modelyard.ModelServer.Tests.TensorFlowServing;

public sealed class RefusedTensorTests(TestArtifacts artifacts)
{
    private const string Predictions = "tensorflow.serving.PredictionService";

    private static readonly Dictionary<string, (Action<PredictRequest> Change, StatusCode Code, string Message)> Cases = new()
    {
        ["no name"] = (request => request.ModelSpec = null, StatusCode.InvalidArgument, "YARD6006: model_spec.name: expected 'listing', found nothing"),
        ["an input is missing"] = (request => request.Inputs.Remove("text"), StatusCode.InvalidArgument, "YARD6004: inputs.text: expected DT_STRING, found nothing"),
        ["no input"] = (request => request.Inputs.Clear(), StatusCode.InvalidArgument,
            "YARD6004: inputs.text: expected DT_STRING, found nothing; inputs.amount: expected DT_FLOAT, found nothing; inputs.photo: expected DT_UINT8, found nothing"),
        ["an input too many"] = (request => request.Inputs.Add("amont", Tensors.Floats([1], 1)), StatusCode.InvalidArgument,
            "YARD6005: inputs.amont: expected one of 'text', 'amount', 'photo'; did you mean 'amount'?"),
        ["another type"] = (request => request.Inputs["amount"] = Tensors.Integers(1), StatusCode.InvalidArgument, "YARD6006: inputs.amount: expected DT_FLOAT, found DT_INT64"),
        ["a type that nobody knows"] = (request => request.Inputs["amount"].Dtype = (DataType)99, StatusCode.InvalidArgument, "YARD6006: inputs.amount: expected DT_FLOAT, found the type 99"),
        ["no shape"] = (request => request.Inputs["amount"].TensorShape = null, StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected the shape [N] with N of 1 or more, found []"),
        ["an unknown rank"] = (request => request.Inputs["amount"].TensorShape.UnknownRank = true, StatusCode.InvalidArgument,
            "YARD6007: inputs.amount: expected the shape [N] with N of 1 or more, found unknown"),
        ["another shape"] = (request => request.Inputs["photo"] = Tensors.Bytes([1, 4, 4], 1), StatusCode.InvalidArgument,
            "YARD6007: inputs.photo: expected the shape [N,4,4,1] with N of 1 or more, found [1,4,4]"),
        ["a negative size"] = (request => request.Inputs["amount"] = Tensors.Floats([-1], 1), StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected the shape [N] with N of 1 or more, found [-1]"),
        ["no instance"] = (request => request.Inputs["amount"] = Tensors.Floats([0]), StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected the shape [N] with N of 1 or more, found [0]"),
        ["sides without end"] = (request => request.Inputs["amount"] = Tensors.Floats([.. Enumerable.Repeat(long.MaxValue, 99)], 1), StatusCode.InvalidArgument,
            $"YARD6007: inputs.amount: expected the shape [N] with N of 1 or more, found [{string.Join(",", Enumerable.Repeat(long.MaxValue, 8))},…]"),
        ["different counts"] = (request => request.Inputs["amount"] = Tensors.Floats([2], 1, 2), StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected 1 instances as inputs.text has, found 2"),
        ["too few bytes"] = (request => request.Inputs["photo"].TensorContent = ByteString.CopyFrom(1, 2), StatusCode.InvalidArgument, "YARD6007: inputs.photo: expected 16 bytes of tensor_content, found 2"),
        ["bytes and values"] = (request => request.Inputs["photo"].IntVal.Add(1), StatusCode.InvalidArgument,
            "YARD6007: inputs.photo: expected 16 bytes of tensor_content, found 16 and 1 values in a list"),
        ["no values"] = (request => request.Inputs["amount"] = Tensors.Floats([1]), StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected 1 to 1 values, found 0"),
        ["too many values"] = (request => request.Inputs["amount"] = Tensors.Floats([1], 1, 2), StatusCode.InvalidArgument, "YARD6007: inputs.amount: expected 1 to 1 values, found 2"),
        ["a pixel of 256"] = (request => request.Inputs["photo"] = Tensors.Bytes([1, 4, 4, 1], 256), StatusCode.InvalidArgument,
            "YARD6007: inputs.photo: expected whole numbers from 0 to 255, found 256 as its element 0"),
        ["not a number"] = (request => request.Inputs["amount"] = Tensors.Floats([1], float.NaN), StatusCode.InvalidArgument,
            "YARD6008: inputs.amount: expected finite numbers, found NaN as its element 0"),
        ["text that is no text"] = (request => request.Inputs["text"] = Tensors.Of(DataType.DtString, [1], tensor => tensor.StringVal.Add(ByteString.CopyFrom(0xff))), StatusCode.InvalidArgument,
            "YARD6006: inputs.text: expected strings of UTF-8, found other bytes as its element 0"),
        ["text as content"] = (request => request.Inputs["text"].TensorContent = ByteString.CopyFromUtf8("a"), StatusCode.InvalidArgument,
            "YARD6006: inputs.text: expected strings in string_val, found tensor_content"),
        ["a text too long"] = (request => request.Inputs["text"] = Tensors.Texts(new string('a', 1001)), StatusCode.ResourceExhausted,
            "YARD6003: inputs.text[0]: expected at most 1000 characters, found 1001"),
        ["too many instances"] = (request => request.Inputs["amount"] = Tensors.Floats([9], 1), StatusCode.ResourceExhausted,
            "YARD6003: inputs.amount: expected at most 8 instances in one request, found 9; send them in several requests"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_wrong_with_a_tensor_is_told(string name)
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var (change, code, message) = Cases[name];
        var request = Tensors.Listing();
        change(request);
        Assert.Equal(new Status(code, message), await client.RefusedAsync(request));
    }

    [Fact]
    public async Task One_value_stands_for_no_more_than_could_be_sent()
    {
        var settings = ServerProcess.WithTensorFlow(ServerProcess.Settings(artifacts.Folder("listing"), "listing"));
        settings["limits"] = new System.Text.Json.Nodes.JsonObject { ["body-bytes"] = 65536, ["instances"] = 1000, ["string-chars"] = 60000 };
        await using var server = await ServerProcess.StartAsync(artifacts, settings);
        using var client = new GrpcClient(server);
        var request = Tensors.Listing();
        request.Inputs["text"] = Tensors.Of(DataType.DtString, [1000], tensor => tensor.StringVal.Add(ByteString.CopyFromUtf8(new string('a', 60000))));
        var status = await client.RefusedAsync(request);
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Contains("YARD6003: inputs.text: expected values that fill at most 65536 bytes, found 1 that are to stand for 1000", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_as_too_large()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        Assert.Equal(StatusCode.ResourceExhausted, (await client.RefusedAsync(Tensors.Listing(text: new string('a', 70000)))).StatusCode);
    }

    [Fact]
    public async Task A_compressed_message_is_refused_before_it_is_unpacked()
    {
        var server = await artifacts.Fixtures.Get("listing");
        using var http = new HttpClient { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await gzip.WriteAsync(new byte[8 << 20], TestContext.Current.CancellationToken);
        var length = BitConverter.GetBytes((int)packed.Length).Reverse().ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{server.GrpcPort}/{Predictions}/Predict")
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = new ByteArrayContent([1, .. length, .. packed.ToArray()]) { Headers = { { "content-type", "application/grpc" } } },
        };
        request.Headers.Add("grpc-encoding", "gzip");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var status = response.TrailingHeaders.Concat(response.Headers).First(header => header.Key == "grpc-status").Value.Single();
        Assert.Equal($"{(int)StatusCode.Unimplemented}", status);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_and_methods_that_are_none_are_told()
    {
        using var client = new GrpcClient(await artifacts.Fixtures.Get("listing"));
        var (broken, _) = await client.SendAsync(Predictions, "Predict", [0xff, 0xff, 0xff]);
        Assert.Equal(StatusCode.InvalidArgument, broken.StatusCode);
        Assert.StartsWith("YARD6001: the body is no request of Predict: ", broken.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.Unimplemented, (await client.SendAsync(Predictions, "Regress", [])).Status.StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await client.SendAsync("tensorflow.serving.SessionService", "SessionRun", [])).Status.StatusCode);
    }

    [Theory]
    [InlineData("listing", 21)]
    [InlineData("order", 22)]
    public async Task No_message_makes_the_server_fail(string fixture, int seed)
    {
        var server = await artifacts.Fixtures.Get(fixture);
        using var client = new GrpcClient(server);
        var random = new Random(seed);
        var messages = new HostileMessages(random, fixture == "listing"
            ? Tensors.Listing()
            : Tensors.Request("order", ("count", Tensors.Integers(3)), ("sold", Tensors.Booleans(true)), ("note", Tensors.Texts("fragile"))));
        var statuses = new Dictionary<StatusCode, int>();
        for (var number = 0; number < 1500; number++)
        {
            var (status, answer) = await client.SendAsync(Predictions, "Predict", messages.Next());
            Assert.True(status.StatusCode is StatusCode.OK or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.ResourceExhausted, $"{number}: {status}");
            if (status.StatusCode == StatusCode.OK) Assert.Equal(2, PredictResponse.Parser.ParseFrom(answer).Outputs.Count);
            statuses[status.StatusCode] = statuses.GetValueOrDefault(status.StatusCode) + 1;
        }

        Assert.True(statuses[StatusCode.OK] > 20 && statuses[StatusCode.InvalidArgument] > 300, string.Join(", ", statuses));
        Assert.Equal(200, (await server.SendAsync(RawRequest.Of("GET", "/healthz"))).Status);
    }
}
