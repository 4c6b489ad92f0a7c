using System.Text;
using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests.TensorFlowServing;

public sealed class RestTests(TestArtifacts artifacts)
{
    private const string Row = """{"text":"red shoes","amount":12.5,"photo":[[0,10,20,30],[40,50,60,70],[80,90,100,110],[120,130,140,255]]}""";

    private const string Columns = """{"text":["red shoes","a"],"amount":[12.5,1],"photo":[[[0,10,20,30],[40,50,60,70],[80,90,100,110],[120,130,140,255]],[[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0]]]}""";

    [Theory]
    [InlineData("/v1/models/listing:predict")]
    [InlineData("/v1/models/listing/versions/1:predict")]
    [InlineData("/v1/models/listing/labels/dev1:predict")]
    public async Task Rows_are_answered_by_row(string path)
    {
        var server = await artifacts.Fixtures.Get("listing");
        var answer = await server.SendRestAsync("POST", path, $$"""{"signature_name":"serving_default","instances":[{{Row}}]}""");
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("dev1", answer.Headers["x-yard-version"]);
        var (label, scores) = await OwnAsync(server);
        var prediction = answer.Json.GetProperty("predictions")[0];
        Assert.Equal(label, prediction.GetProperty("label").GetString());
        Assert.Equal(scores, prediction.GetProperty("scores").EnumerateArray().Select(score => score.GetSingle()));
    }

    [Fact]
    public async Task Columns_are_answered_by_column()
    {
        var server = await artifacts.Fixtures.Get("listing");
        var answer = await server.SendRestAsync("POST", "/v1/models/listing:predict", $$"""{"inputs":{{Columns}}}""");
        Assert.True(answer.Status == 200, answer.Text);
        var outputs = answer.Json.GetProperty("outputs");
        var (label, scores) = await OwnAsync(server);
        Assert.Equal(2, outputs.GetProperty("label").GetArrayLength());
        Assert.Equal(label, outputs.GetProperty("label")[0].GetString());
        Assert.Equal(scores, outputs.GetProperty("scores")[0].EnumerateArray().Select(score => score.GetSingle()));
    }

    [Theory]
    [InlineData("""{"instances":[{"icon":PICTURE}]}""", "predictions")]
    [InlineData("""{"instances":[PICTURE]}""", "predictions")]
    [InlineData("""{"inputs":{"icon":[PICTURE]}}""", "outputs")]
    [InlineData("""{"inputs":[PICTURE]}""", "outputs")]
    public async Task The_only_input_needs_no_name(string body, string expected)
    {
        var pixel = "[1,2,3,4]";
        var picture = $"[[{pixel},{pixel},{pixel}],[{pixel},{pixel},{pixel}]]";
        var answer = await (await artifacts.Fixtures.Get("icon")).SendRestAsync("POST", "/v1/models/icon:predict", body.Replace("PICTURE", picture, StringComparison.Ordinal));
        Assert.True(answer.Status == 200, answer.Text);
        Assert.True(answer.Json.TryGetProperty(expected, out _), answer.Text);
    }

    [Theory]
    [InlineData("/v1/models/listing")]
    [InlineData("/v1/models/listing/versions/1")]
    public async Task The_version_is_available_under_its_number(string path)
    {
        var answer = await (await artifacts.Fixtures.Get("listing")).SendRestAsync("GET", path);
        Assert.Equal("""{"model_version_status":[{"version":"1","state":"AVAILABLE","status":{"error_code":"OK","error_message":""}}]}""", answer.Text);
    }

    [Fact]
    public async Task Metadata_tell_the_signature()
    {
        var answer = await (await artifacts.Fixtures.Get("listing")).SendRestAsync("GET", "/v1/models/listing/versions/1/metadata");
        Assert.Equal("""{"name":"listing","signature_name":"","version":"1"}""", answer.Json.GetProperty("model_spec").GetRawText());
        var signature = answer.Json.GetProperty("metadata").GetProperty("signature_def").GetProperty("signature_def").GetProperty("serving_default");
        Assert.Equal("tensorflow/serving/predict", signature.GetProperty("method_name").GetString());
        var photo = signature.GetProperty("inputs").GetProperty("photo");
        Assert.Equal("DT_UINT8", photo.GetProperty("dtype").GetString());
        Assert.Equal(["-1", "4", "4", "1"], photo.GetProperty("tensor_shape").GetProperty("dim").EnumerateArray().Select(side => side.GetProperty("size").GetString()));
    }

    public static TheoryData<string, string, string, int, string> Refused => new()
    {
        { "POST", "/v1/models/listing/versions/2:predict", "{}", 404, "YARD6010: /v1/models/listing/versions/2:predict: not found; this server has /v1/models/listing[/versions/1]:predict, /v1/models/listing[/versions/1][/metadata]" },
        { "POST", "/v1/models/shoes:predict", "{}", 404, "YARD6010: /v1/models/shoes:predict: not found; this server has /v1/models/listing[/versions/1]:predict, /v1/models/listing[/versions/1][/metadata]" },
        { "GET", "/v1/models/listing/labels/canary", "", 404, "YARD6010: /v1/models/listing/labels/canary: not found; this server has /v1/models/listing[/versions/1]:predict, /v1/models/listing[/versions/1][/metadata]" },
        { "GET", "/v1/models/listing:predict", "", 405, "YARD6011: /v1/models/listing:predict: expected POST, found GET" },
        { "POST", "/v1/models/listing:predict", "{", 400, "YARD6001: the body is not JSON" },
        { "POST", "/v1/models/listing:predict", """{"instances":[],"instances":[]}""", 400, "YARD6001: the body is not JSON" },
        { "POST", "/v1/models/listing:predict", "[]", 400, """YARD6002: body: expected {"instances": [ … ]} or {"inputs": … }, with a signature_name or without; found no object""" },
        { "POST", "/v1/models/listing:predict", "{}", 400, """YARD6002: body: expected {"instances": [ … ]} or {"inputs": … }, with a signature_name or without; found neither""" },
        { "POST", "/v1/models/listing:predict", """{"instances":[],"inputs":[]}""", 400, """YARD6002: body: expected {"instances": [ … ]} or {"inputs": … }, with a signature_name or without; found both""" },
        { "POST", "/v1/models/listing:predict", """{"instances":[],"more":1}""", 400, """YARD6002: body: expected {"instances": [ … ]} or {"inputs": … }, with a signature_name or without; found the key 'more'""" },
        { "POST", "/v1/models/listing:predict", """{"instances":[],"signature_name":"classify"}""", 404, "YARD6010: signature_name: expected 'serving_default', which is all that this server has, found 'classify'" },
        { "POST", "/v1/models/listing:predict", """{"instances":[{}]}""", 400, "YARD6004: instances[0].text: expected a string, found nothing; " },
        { "POST", "/v1/models/listing:predict", """{"inputs":[1]}""", 400, "YARD6002: inputs: expected an object with 'text', 'amount', 'photo', found something else" },
        { "POST", "/v1/models/listing:predict", """{"inputs":{"text":["a"],"amount":[1,2]}}""", 400, "YARD6007: inputs.amount: expected 1 values as inputs.text has, found 2" },
        { "POST", "/v1/models/listing:predict", """{"inputs":{"text":"a"}}""", 400, "YARD6006: inputs.text: expected an array with a value for each instance, at least one" },
        { "POST", "/v1/models/listing:predict", """{"inputs":{"amount":[1]}}""", 400, "YARD6004: instances[0].text: expected a string, found nothing" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_is_told_in_one_string(string method, string path, string body, int status, string message)
    {
        var answer = await (await artifacts.Fixtures.Get("listing")).SendRestAsync(method, path, body);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listing", 31)]
    [InlineData("icon", 32)]
    public async Task No_body_makes_the_server_fail(string fixture, int seed)
    {
        var server = await artifacts.Fixtures.Get(fixture);
        var valid = new List<JsonObject> { JsonNode.Parse($$"""{"instances":[{{Row}}]}""")!.AsObject(), JsonNode.Parse($$"""{"inputs":{{Columns}},"signature_name":"serving_default"}""")!.AsObject() };
        var bodies = new HostileBodies(new Random(seed), valid);
        using var client = new KeptConnection(server.RestPort);
        for (var number = 0; number < 500; number++)
        {
            var answer = await client.AskAsync(RawRequest.Of("POST", $"/v1/models/{fixture}:predict", bodies.Next()));
            Assert.True(answer.Status is 200 or 400 or 404, answer.Text);
        }
    }

    private static async Task<(string? Label, IEnumerable<float> Scores)> OwnAsync(ServerProcess server)
    {
        var own = (await server.SendAsync(RawRequest.Of("POST", "/v1/models/listing:predict", Encoding.UTF8.GetBytes($$"""{"instances":[{{Row}}]}""")))).Json.GetProperty("predictions")[0];
        return (own.GetProperty("label").GetString(), own.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetSingle()));
    }
}
