using System.Globalization;
using System.Text;
using System.Text.Json;
using Modelyard.Bench.Measuring;

namespace Modelyard.Bench.Gateway;

/// <summary>
/// The gateway against haproxy, both dividing subjects 90 : 10 between two servers, each subject always to the same one. What counts is the
/// processor time of the program in the middle, which noise on the machine hardly touches, and the latency that it adds.
/// </summary>
internal static class GatewayBench
{
    private const int Busy = 32;
    private const int Calm = 2;
    private const int Seconds = 4;
    private const int Port = 47100;

    public static async Task<int> RunAsync(int pairs)
    {
        var folder = Directory.CreateTempSubdirectory("yard-bench-").FullName;
        try
        {
            using var backend = await BackendAsync(folder, Port + 1, "a");
            using var other = await BackendAsync(folder, Port + 2, "b");
            using var haproxy = new Contender(Predict(Port + 3), "haproxy", "-f", HaproxyConfiguration(folder));
            using var gateway = new Contender(Predict(Port + 4), GatewayProgram(), FleetFile(folder));
            await haproxy.ReadyAsync();
            await gateway.ReadyAsync();

            // Compilers, caches and connections settle before anything counts.
            foreach (var contender in (Contender[])[gateway, haproxy, backend]) await Wrk.RunAsync(contender.Address, Busy, 2 * Seconds);
            var report = await MeasureAsync(pairs, gateway, haproxy, backend);
            Console.WriteLine(report);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(int pairs, Contender gateway, Contender haproxy, Contender direct)
    {
        var (cpu, rate, median, p99) = (new List<(double, double)>(), new List<(double, double)>(), new List<(double, double)>(), new List<(double, double)>());
        var errors = 0L;
        for (var pair = 0; pair < pairs; pair++)
        {
            var (ours, ourCost) = await BusyAsync(gateway);
            var (peers, peerCost) = await BusyAsync(haproxy);
            cpu.Add((ourCost, peerCost));
            rate.Add((ours.Rate, peers.Rate));

            var bare = await Wrk.RunAsync(direct.Address, Calm, Seconds);
            var (calm, calmPeer) = (await Wrk.RunAsync(gateway.Address, Calm, Seconds), await Wrk.RunAsync(haproxy.Address, Calm, Seconds));
            median.Add((calm.Median - bare.Median, calmPeer.Median - bare.Median));
            p99.Add((calm.P99 - bare.P99, calmPeer.P99 - bare.P99));
            errors += ours.Errors + peers.Errors + calm.Errors + calmPeer.Errors;
            Console.Error.WriteLine($"pair {pair + 1} of {pairs}: {ourCost:0.000} against {peerCost:0.000} CPU s a thousand requests");
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {pairs} pairs | gateway | haproxy | gateway / haproxy (least to greatest) |");
        text.AppendLine("|---|---|---|---|");
        Row($"CPU seconds a 1,000 requests, {Busy} connections", cpu, "0.0000");
        Row($"requests a second, {Busy} connections", rate, "0");
        Row($"added p50, ms, {Calm} connections", median, "0.000");
        Row($"added p99, ms, {Calm} connections", p99, "0.000");
        text.AppendLine(CultureInfo.InvariantCulture, $"\n{errors} errors.");
        return text.ToString();

        void Row(string what, List<(double Ours, double Peer)> found, string form)
        {
            var figures = new Pairs([.. found.Select(one => one.Ours)], [.. found.Select(one => one.Peer)]);
            var (least, greatest) = figures.Spread;
            var (ours, peer) = (Pairs.Median(figures.Ours), Pairs.Median(figures.Peer));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {ours.ToString(form, CultureInfo.InvariantCulture)} | {peer.ToString(form, CultureInfo.InvariantCulture)} | {figures.Ratio:0.00} ({least:0.00} to {greatest:0.00}) |");
        }
    }

    private static async Task<(Wrk Figures, double CpuPerThousand)> BusyAsync(Contender contender)
    {
        var before = ProcessCpu.SecondsOf(contender.Id);
        var figures = await Wrk.RunAsync(contender.Address, Busy, Seconds);
        return (figures, 1000 * (ProcessCpu.SecondsOf(contender.Id) - before) / figures.Requests);
    }

    private static async Task<Contender> BackendAsync(string folder, int port, string name)
    {
        var serve = Path.Combine(folder, $"serve-{name}.json");
        File.WriteAllText(serve, JsonSerializer.Serialize(new { model = "chairs", identity = $"sha256:{new string('0', 64)}", port }));
        var contender = new Contender(Predict(port), "/usr/bin/env", $"YARD_SERVE={serve}", Beside("backend.sh"));
        await contender.ReadyAsync();
        return contender;
    }

    // Two threads for two cores, connections kept and reused, and a hash whose ring keeps subjects in place when weights move.
    private static string HaproxyConfiguration(string folder)
    {
        var file = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(file, $"""
            global
              nbthread 2
            defaults
              mode http
              option http-keep-alive
              http-reuse always
              timeout connect 2s
              timeout client 30s
              timeout server 30s
            frontend models
              bind 127.0.0.1:{Port + 3}
              default_backend arms
            backend arms
              balance hdr(x-yard-subject)
              hash-type consistent sdbm avalanche
              server a 127.0.0.1:{Port + 1} weight 90
              server b 127.0.0.1:{Port + 2} weight 10

            """);
        return file;
    }

    private static string FleetFile(string folder)
    {
        var file = Path.Combine(folder, "fleet.json");
        var arms = new[] { (Name: "a", Weight: 90), (Name: "b", Weight: 10) }.Select((arm, number) => new
        {
            arm = arm.Name,
            weight = arm.Weight,
            version = $"dev{number + 1}",
            identity = $"sha256:{new string((char)('1' + number), 64)}",
            artifact = folder,
            command = new[] { Beside("backend.sh") },
            environment = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/bin" },
        });
        File.WriteAllText(file, JsonSerializer.Serialize(new { port = Port + 4, folder, models = new[] { new { model = "chairs", arms } } }));
        return file;
    }

    private static string GatewayProgram()
    {
        var program = Sources.PathOf("pipelines", "Gateway", "bin", "Release", "net10.0", "yard-gateway");
        return File.Exists(program) ? program : throw new FileNotFoundException("build it first: dotnet build pipelines/Gateway -c Release", program);
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, "Gateway", file);

    private static Uri Predict(int port) => new($"http://127.0.0.1:{port}/v1/models/chairs:predict");
}
