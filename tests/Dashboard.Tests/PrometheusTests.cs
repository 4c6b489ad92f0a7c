using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Modelyard.Dashboard.Tests.Stages;
using Modelyard.Metrics;
using Modelyard.Tests.Processes;

namespace Modelyard.Dashboard.Tests;

/// <summary>Debian's Prometheus against a running <c>yard up</c>, and the Grafana dashboard against what there is.</summary>
[Collection(typeof(OnTheOrchard))]
public sealed partial class PrometheusTests(LiveOrchard orchard) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prometheus_scrapes_it_by_our_configuration_and_answers_a_query()
    {
        var config = Path.Combine(_folder.Path, "prometheus.yml");
        var text = (await orchard.Repository.YardAsync("metrics", "--prometheus-config")).Ended(0).Out;
        Assert.Contains($"targets: [\"{orchard.Address.Authority}\"]", text);
        await File.WriteAllTextAsync(config, text.Replace("scrape_interval: 15s", "scrape_interval: 3s", StringComparison.Ordinal).Replace("scrape_timeout: 10s", "scrape_timeout: 3s", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await RunAsync("promtool", "", "check", "config", config);

        var port = FreePort();
        using var prometheus = Process.Start(new ProcessStartInfo("prometheus", [$"--config.file={config}", $"--storage.tsdb.path={_folder.Path}/tsdb", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"]) { RedirectStandardError = true })!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            Assert.Equal(3, await QueryAsync(client, "sum(modelyard_server_ready)", orchard.Address));
            Assert.Equal(1, await QueryAsync(client, "up{job=\"modelyard\"}", orchard.Address));
            Assert.True(await QueryAsync(client, "sum(modelyard_server_proportional_memory_bytes{model=\"fruit\"}) < sum(modelyard_server_resident_memory_bytes{model=\"fruit\"})", orchard.Address) > 1 << 20);
            Assert.Equal(1, await QueryAsync(client, "sum(modelyard_gateway_arm_weight_ratio{model=\"bread\"})", orchard.Address));
        }
        finally
        {
            prometheus.Kill();
        }
    }

    [Fact]
    public Task Recording_rules_are_sound() =>
        RunAsync("promtool", "", "check", "rules", "--lint=all", "--lint-fatal", Path.Combine(YardProgram.Root, "docs", "prometheus", "modelyard.rules.yaml"));

    [Fact]
    public async Task What_is_told_is_one_valid_exposition()
    {
        var text = (await orchard.Repository.YardAsync("metrics")).Ended(0).Out;
        await RunAsync("promtool", text, "check", "metrics");
        var families = Exposition.Read(text);
        Assert.All(families, family => Assert.NotEqual("untyped", family.Type));
        // Labels are of the repository and of nobody else: a few hundred series for three arms and two models.
        Assert.InRange(families.Sum(family => family.Samples.Count), 100, 2000);
        foreach (var server in (string[])["modelyard_server_load_seconds", "modelyard_server_start_seconds", "modelyard_server_proportional_memory_bytes"])
        {
            Assert.Equal(["bread a", "fruit a", "fruit b"], families.Single(family => family.Name == server).Samples.Select(sample => $"{sample.Labels[0].Value} {sample.Labels[2].Value}").Order());
        }

        var json = (await orchard.Repository.YardJsonAsync("metrics")).Ended(0).Json;
        Assert.True(json.GetProperty("metrics").GetArrayLength() >= families.Count - 1);
    }

    [Fact]
    public async Task The_Grafana_dashboard_asks_only_for_metrics_and_labels_that_there_are()
    {
        using var client = new HttpClient { BaseAddress = orchard.Address };
        using var answer = await client.PostAsJsonAsync("v1/models/fruit:predict", JsonNode.Parse(orchard.Repository.Read("models/fruit/samples.json")), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await client.GetStringAsync("metrics/all", TestContext.Current.CancellationToken);
        var samples = Exposition.Read(await client.GetStringAsync("metrics/all", TestContext.Current.CancellationToken)).SelectMany(family => family.Samples).ToLookup(sample => sample.Name);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(YardProgram.Root, "docs", "grafana", "modelyard.json"), TestContext.Current.CancellationToken))!;
        var queries = file["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => target!["expr"]!.GetValue<string>()).ToList();
        Assert.InRange(queries.Count, 15, 60);
        foreach (var (query, metric, labels) in queries.SelectMany(query => Selector().Matches(query).Select(match => (query, match.Groups[1].Value, match.Groups[2].Value))))
        {
            Assert.True(samples.Contains(metric), $"{query}: there is no {metric}");
            Assert.All(LabelName().Matches(labels).Select(match => match.Groups[1].Value), label => Assert.Contains(label, samples[metric].First().Labels.Select(known => known.Name)));
        }
    }

    // Waits: the first scrape comes within a second, and the first answer after it.
    private static async Task<double> QueryAsync(HttpClient prometheus, string query, Uri scraped)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = JsonNode.Parse(await prometheus.GetStringAsync($"api/v1/query?query={Uri.EscapeDataString(query)}", TestContext.Current.CancellationToken))!;
                if (answer["data"]!["result"]!.AsArray() is [var result, ..]) return double.Parse(result!["value"]![1]!.GetValue<string>());
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            if (TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(30)) throw new TimeoutException($"Prometheus has no answer to {query} of {scraped}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RunAsync(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (said, told) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await said}{await told}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"(modelyard_[a-z0-9_]+)(\{[^}]*\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z]+)=~?\"")]
    private static partial Regex LabelName();
}
