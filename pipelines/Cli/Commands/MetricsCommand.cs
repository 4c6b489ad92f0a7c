using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Cli.Up;
using Modelyard.Metrics;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard metrics [--prometheus-config]</c></summary>
internal sealed class MetricsCommand : YardCommand
{
    private static readonly Uri DefaultAddress = new("http://127.0.0.1:8080/");

    private readonly Option<bool> _config = new("--prometheus-config") { Description = "Print a configuration with which Prometheus scrapes this machine's `up`; where none runs, one on the default port." };

    public MetricsCommand()
        : base("metrics", "Print what the running `up` counts: of the gateway, of every live server, and of the steps in the store; in Prometheus' text format.") =>
        Options.Add(_config);

    public override IReadOnlyList<string> Examples =>
    [
        "yard metrics | grep modelyard_server_proportional_memory_bytes",
        "yard metrics --prometheus-config > prometheus.yml",
        "prometheus --config.file=prometheus.yml   # and docs/grafana/modelyard.json shows it",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var up = UpState.Find(workspace.Store.Root);
        if (arguments.GetValue(_config))
        {
            var config = PrometheusConfig.For(up?.Address ?? DefaultAddress);
            if (output.IsJson) output.Json(new { address = up?.Address ?? DefaultAddress, running = up is not null, config });
            else output.Text(config);
            return ExitCodes.Done;
        }

        if (up is null) throw CliCodes.NotRunning.Failure("no `up` runs on this store", "start it with `./yard up`");
        using var http = new HttpClient { BaseAddress = up.Address, Timeout = TimeSpan.FromSeconds(10) };
        var text = await http.GetStringAsync("metrics/all", cancellation);
        if (output.IsJson) output.Json(new { metrics = Exposition.Read(text).Select(Json) });
        else output.Text(text);
        return ExitCodes.Done;
    }

    private static object Json(MetricFamily family) => new
    {
        family.Name,
        family.Type,
        family.Help,
        samples = family.Samples.Select(sample => new { sample.Name, labels = sample.Labels.ToDictionary(label => label.Name, label => label.Value), sample.Value }),
    };
}
