using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Modelyard.EndToEnd.Tests.Fuzzing;

/// <summary>Every server of the live platform gets 10,000 spoilt bodies: it answers each, ends with none, and grows by none.</summary>
[Collection(typeof(Live))]
public sealed class FuzzTests(LivePlatform live)
{
    private const int Bodies = 10_000;
    private const int Clients = 8;

    // Allocators take some time to settle; what leaks a kilobyte a body grows by ten megabytes in the rest.
    private const int WarmUp = 2_000;
    private const double MostGrowth = 24 << 20;

    [Fact]
    public async Task Ten_thousand_spoilt_bodies_break_no_server_and_leave_its_memory_flat()
    {
        foreach (var (model, arm, version) in await ArmsAsync())
        {
            var mutator = new BodyMutator([.. live.Samples(model).Select(sample => sample!)], seed: 20261124);
            var statuses = new ConcurrentDictionary<int, int>();
            await SendAsync(mutator, WarmUp, model, arm, statuses);
            var before = await MeasureAsync(model, version);
            await SendAsync(mutator, Bodies - WarmUp, model, arm, statuses);
            var after = await MeasureAsync(model, version);

            var who = $"{model} arm {arm}: {string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} × {status.Key}"))}";
            Assert.True(statuses.Keys.All(status => status is 200 or 400 or 413), who);
            Assert.True(statuses.GetValueOrDefault(400) > Bodies / 3 && statuses.GetValueOrDefault(200) > 0, $"the bodies are not as they should be: {who}");
            Assert.True(after.Restarts == before.Restarts, $"{who}: restarted {after.Restarts - before.Restarts} times");
            Assert.True(after.Memory - before.Memory < MostGrowth, $"{who}: grew from {before.Memory / 1e6:0.0} to {after.Memory / 1e6:0.0} MB");
            Assert.Equal(200, (await live.PredictAsync(model, live.Samples(model)[0]!, ("x-yard-version", arm))).Status);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("image/png")]
    public async Task What_is_json_is_taken_whatever_its_content_type_says(string type)
    {
        foreach (var (model, arm, _) in await ArmsAsync())
        {
            var body = new JsonObject { ["instances"] = new JsonArray(live.Samples(model)[0]!.DeepClone()) }.ToJsonString();
            Assert.Equal(200, await PostAsync(model, arm, Encoding.UTF8.GetBytes(body), type));
            Assert.Equal(400, await PostAsync(model, arm, "a=b&c=d"u8.ToArray(), type));
        }
    }

    [Fact]
    public async Task Fifty_megabytes_are_refused_by_every_server()
    {
        var body = new byte[50_000_000];
        Array.Fill(body, (byte)' ');
        foreach (var (model, arm, version) in await ArmsAsync())
        {
            var before = await MeasureAsync(model, version);
            Assert.Equal(400, await PostAsync(model, arm, body, "application/json"));
            Assert.Equal(before.Restarts, (await MeasureAsync(model, version)).Restarts);
        }
    }

    private async Task SendAsync(BodyMutator mutator, int count, string model, string arm, ConcurrentDictionary<int, int> statuses)
    {
        var bodies = Enumerable.Range(0, count).Select(_ => mutator.Next()).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(bodies, options, async (body, _) =>
        {
            var status = await PostAsync(model, arm, body, "application/json");
            if (status >= 500) Assert.Fail($"{model} arm {arm} answered {status} to {Encoding.UTF8.GetString(body)[..Math.Min(body.Length, 500)]}");
            statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
        });
    }

    private async Task<int> PostAsync(string model, string arm, byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return (await live.SendAsync(HttpMethod.Post, $"v1/models/{model}:predict", content, ("x-yard-version", arm))).Status;
    }

    private async Task<IReadOnlyList<(string Model, string Arm, string Version)>> ArmsAsync() =>
    [
        .. (await live.SendAsync(HttpMethod.Get, "v1/models")).Json["models"]!.AsArray().SelectMany(
            entry => entry!["arms"]!.AsArray(),
            (entry, arm) => (entry!["model"]!.GetValue<string>(), arm!["arm"]!.GetValue<string>(), arm["version"]!.GetValue<string>())),
    ];

    /// <summary>How often the server was started again, and its proportional memory over all processes, bytes.</summary>
    private async Task<(double Restarts, double Memory)> MeasureAsync(string model, string version)
    {
        var text = (await live.SendAsync(HttpMethod.Get, "metrics/all")).Body;
        return (Value("modelyard_server_restarts_total"), Value("modelyard_server_proportional_memory_bytes"));

        double Value(string name)
        {
            var line = text.Split('\n').First(line => line.StartsWith(name + "{", StringComparison.Ordinal)
                && line.Contains($"model=\"{model}\"", StringComparison.Ordinal) && line.Contains($"version=\"{version}\"", StringComparison.Ordinal));
            return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }
    }
}
