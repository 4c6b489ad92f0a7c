using System.CommandLine;
using System.Text.Json.Nodes;
using Modelyard.Cli.Display;
using Modelyard.Cli.Up;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard status</c></summary>
internal sealed class StatusCommand : YardCommand
{
    public StatusCommand()
        : base("status", "Show what is live on this machine: models, arms, versions, weights, readiness. Exit code 1 when `up` does not run here or an arm is not ready.")
    {
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard status",
        "yard status --json",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        if (UpState.Find(workspace.Store.Root) is not { } up) throw CliCodes.NotRunning.Failure("no `up` runs on this store", "start it with `./yard up`");
        using var http = new HttpClient { BaseAddress = up.Address, Timeout = TimeSpan.FromSeconds(10) };
        using var health = await http.GetAsync("healthz", cancellation);
        var models = JsonNode.Parse(await http.GetStringAsync("v1/models", cancellation))!;
        if (output.IsJson)
        {
            output.Json(new JsonObject { ["address"] = up.Address.ToString(), ["process"] = up.Process, ["healthy"] = health.IsSuccessStatusCode, ["live"] = models.DeepClone() });
        }
        else
        {
            output.Line($"{up.Address}  process {up.Process}, up since {up.Started:u}, {(health.IsSuccessStatusCode ? "every arm is ready" : "not every arm is ready")}");
            foreach (var model in models["models"]!.AsArray())
            {
                output.Line($"  {model!["name"] ?? model["model"]}");
                foreach (var arm in model["arms"]!.AsArray()) output.Line($"    {arm!["arm"] ?? arm["name"]}  {arm["version"]}  {arm["weight"]} %  {(arm["ready"]?.GetValue<bool>() == true ? "ready" : "not ready")}");
            }
        }

        return health.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Failed;
    }
}
