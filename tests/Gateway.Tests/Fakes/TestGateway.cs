using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Modelyard.Releases;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>A gateway with its supervisor in a temporary folder, and a client.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private static readonly SocketsHttpHandler Handler = new() { UseProxy = false };

    private readonly ServerSupervisor _servers;
    private readonly GatewayHost _host;

    private TestGateway(string folder, RoutingTableHolder routes, ServerSupervisor servers, GatewayHost host)
    {
        (Folder, Routes, _servers, _host) = (folder, routes, servers, host);
        Rollout = new Rollout(servers, routes);
        Client = new HttpClient(Handler, disposeHandler: false) { BaseAddress = host.Address };
    }

    public string Folder { get; }

    public RoutingTableHolder Routes { get; }

    public Rollout Rollout { get; }

    public HttpClient Client { get; }

    public ServerSupervisor Servers => _servers;

    public static async Task<TestGateway> StartAsync(GatewayOptions? options = null, Func<ServingOptions, ServingOptions>? serving = null)
    {
        var folder = Directory.CreateTempSubdirectory("yard-gateway-").FullName;
        var routes = new RoutingTableHolder();
        var defaults = new ServingOptions { Folder = folder, Grace = TimeSpan.FromSeconds(2) };
        var servers = new ServerSupervisor(serving is null ? defaults : serving(defaults), TimeProvider.System);
        var host = await GatewayHost.StartAsync(options ?? new GatewayOptions(), routes, servers, TimeProvider.System);
        return new TestGateway(folder, routes, servers, host);
    }

    /// <summary>A file in the test's folder, for the fake server's flags.</summary>
    public string File(string name) => Path.Combine(Folder, name);

    public async Task<HttpResponseMessage> PredictAsync(string? subject = null, string? version = null, JsonObject? instance = null, string model = FakeServers.Model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/models/{model}:predict");
        request.Content = JsonContent.Create(new JsonObject { ["instances"] = new JsonArray(instance ?? new JsonObject { ["x"] = 1 }) });
        if (subject is not null) request.Headers.Add(YardHeaders.Subject, subject);
        if (version is not null) request.Headers.Add(YardHeaders.Version, version);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<string> MetricsAsync() => Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        Rollout.Dispose();
        await _servers.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

internal static class Answers
{
    public static string? Yard(this HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : null;

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    public static async Task<string> ErrorCodeAsync(this HttpResponseMessage response) => (await response.JsonAsync())["error"]!["code"]!.GetValue<string>();
}
