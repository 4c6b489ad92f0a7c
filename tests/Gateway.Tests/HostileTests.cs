using System.Net;
using System.Net.Sockets;
using System.Text;
using Modelyard.Gateway.Tests.Fakes;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests;

/// <summary>Whatever a client sends, it gets an answer that says what is wrong, never a 500, and the gateway stays as it was.</summary>
public sealed class HostileTests(LiveGateway live) : IClassFixture<LiveGateway>
{
    private const string Body = """{"instances": [{"x": 1}]}""";

    [Theory]
    [InlineData("GET", "/nowhere", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/tox", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/toy/metadata/more", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/", 404, "YARD6010")]
    [InlineData("GET", "//v1/models", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/..%2F..%2Fetc%2Fpasswd", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/toy%2Fmetadata", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/%F0%28%8C%BC", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/\u0001", 404, "YARD6010")]
    [InlineData("POST", "/v1/models/:predict", 404, "YARD6010")]
    [InlineData("POST", "/v1/models/toy:predict/", 405, "YARD6011")]
    [InlineData("POST", "/v1/models/toy%2F..%2Ftoy:predict", 404, "YARD6010")]
    [InlineData("POST", "/v1/models/toy:predict:predict", 404, "YARD6010")]
    [InlineData("POST", "/v1/models/TOY:predict", 404, "YARD6010")]
    [InlineData("GET", "/v1/models/toy:predict", 405, "YARD6011")]
    [InlineData("DELETE", "/v1/models/toy", 405, "YARD6011")]
    [InlineData("POST", "/healthz", 405, "YARD6011")]
    [InlineData("BREW", "/v1/models", 405, "YARD6011")]
    [InlineData("OPTIONS", "*", 404, "YARD6010")]
    public async Task A_wrong_address_or_method_is_answered_in_the_protocol(string method, string target, int status, string code)
    {
        var gateway = live.Gateway;
        var answer = await RawAsync(gateway, $"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains($"\"code\":\"{code}\"", answer);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nx-yard-subject: a\0b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task Broken_HTTP_is_a_400(string request)
    {
        var gateway = live.Gateway;
        Assert.StartsWith("HTTP/1.1 400 ", await RawAsync(gateway, request));
    }

    [Fact]
    public async Task Huge_headers_are_a_431_and_odd_ones_pass()
    {
        var gateway = live.Gateway;
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync(gateway, $"GET / HTTP/1.1\r\nHost: x\r\nx-big: {new string('a', 40_000)}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync(gateway, $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"x-{i}: 1\r\n"))}\r\n"));
        using var longest = await gateway.PredictAsync(subject: new string('ü', 5000).Replace("ü", "u"), version: null);
        Assert.Equal(HttpStatusCode.OK, longest.StatusCode);
        using var unknown = await gateway.PredictAsync(version: new string('x', 5000));
        Assert.Equal(TrafficCodes.VersionNotLive.Id, await unknown.ErrorCodeAsync());
        Assert.True((await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length < 400);
    }

    [Fact]
    public async Task A_body_that_does_not_come_ends_the_request()
    {
        var gateway = live.Gateway;
        var slow = Enumerable.Range(0, 20).Select(_ => RawAsync(gateway, "POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"));
        var answers = Task.WhenAll(slow);
        using var meanwhile = await gateway.PredictAsync();
        Assert.Equal(HttpStatusCode.OK, meanwhile.StatusCode);
        Assert.All(await answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer));
    }

    [Fact]
    public async Task Names_that_clients_make_up_are_one_label()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
        for (var i = 0; i < 20; i++)
        {
            using var answer = await gateway.PredictAsync(model: $"made-up-{i}", version: $"made-up-{i}");
            using var pinned = await gateway.PredictAsync(version: $"made-up-{i}");
        }

        var metrics = await gateway.MetricsAsync();
        Assert.DoesNotContain("made-up", metrics);
        Assert.Contains("""modelyard_gateway_requests_total{model="unknown",version="none",arm="none",code="404",fallback="false"} 20""", metrics);
        Assert.Contains("""modelyard_gateway_errors_total{model="toy",version="none",arm="none",error="YARD5101",fallback="false"} 20""", metrics);
    }

    /// <summary>Sends bytes as they are and reads until the gateway closes, or for as long as it sends within ten seconds.</summary>
    private static async Task<string> RawAsync(TestGateway gateway, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Client.BaseAddress!.Host, gateway.Client.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, limit.Token)) > 0;) answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // What came is judged.
        }

        return answer.ToString();
    }
}
