using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Cli.Up;
using Modelyard.Releases;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard up [--once] [--models A,B] [--port N]</c></summary>
internal sealed class UpCommand : YardCommand
{
    private const int DefaultPort = 8080;

    private readonly Option<bool> _once = new("--once") { Description = "Send every model's samples to every arm, print which arm answered what, and exit: 0 when all did, 4 when a gate kept a model from being live." };
    private readonly Option<string?> _models = new("--models") { Description = "Only these models and those that they call, separated by commas. Default: all.", HelpName = "A,B" };
    private readonly Option<int?> _port = new("--port") { Description = $"The gateway's port. Default: {DefaultPort}; with --once a free one.", HelpName = "N" };
    private readonly Option<string> _on = RunPlaces.Option();

    public UpCommand()
        : base("up", "The main job: set up, train what needs training, version it, and serve the releases behind one gateway until Ctrl-C.")
    {
        Options.Add(_once);
        Options.Add(_models);
        Options.Add(_port);
        Options.Add(_on);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard up --once                      # prove it: train, serve, ask every arm, stop",
        "yard up --port 8080                 # serve until Ctrl-C",
        "yard up --models item-photo",
        "yard up --on container              # every server from the image of its version, held to its memory",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var on = arguments.GetValue(_on) ?? RunPlaces.Local;
        if (on == RunPlaces.Local) workspace.Forks.WarmAsBefore();
        var models = workspace.Select(arguments.GetValue(_models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []);
        models = CalledModels.With(workspace.Repository, models);
        var once = arguments.GetValue(_once);
        // Whose release names versions that are here waits for no training; but for one that another is trained with.
        var pinned = PinnedReleases.Of(workspace.Repository, models, EnvironmentsSpec.Local, workspace.Versions);
        var trained = CalledModels.With(workspace.Repository, models.Where(model => !pinned.ContainsKey(model)));
        var served = pinned.Where(release => !trained.Contains(release.Key)).ToList();
        foreach (var (model, versions) in served) output.Note($"{model}: its release pins {string.Join(", ", versions.Select(version => version.Identity.Short))}; it is served and not trained");
        var (place, training) = await TrainingSession.TrainAsync(workspace, on, trained, [.. served.SelectMany(release => release.Value)], once ? "yard up --once" : "yard up", serves: true, output, cancellation);
        using var ending = place;
        output.Problems(TrainingReport.Problems(training));
        output.Note(TrainingReport.Count(training));

        var port = arguments.GetValue(_port) ?? (once ? 0 : DefaultPort);
        await using var platform = await Platform.StartAsync(workspace, place.Servers, port, cancellation);
        output.Note("starting servers");
        var problems = await platform.ReleaseAsync(models, cancellation);
        output.Problems(problems);
        return once
            ? await AskOnceAsync(workspace, platform, models, training, output, cancellation)
            : await ServeAsync(workspace, platform, models, output, cancellation);
    }

    private static async Task<int> AskOnceAsync(Workspace workspace, Platform platform, IReadOnlyList<string> models, TrainingOutcome training, Output output, CancellationToken cancellation)
    {
        var checks = await SampleCheck.AskAllAsync(workspace, platform.Address, platform.Routes, cancellation);
        if (output.IsJson)
        {
            output.Json(new { training = TrainingReport.Json(training), live = LiveTable.Json(workspace, platform.Address, platform.Routes), checks });
        }
        else
        {
            LiveTable.Write(workspace, platform.Address, platform.Routes, output);
            SampleCheck.Write(checks, output);
            // This gateway is about to end; the one to try is that of `./yard up`.
            output.Line("to try it, start ./yard up, then");
            LiveTable.WriteExample(workspace, new Uri($"http://127.0.0.1:{DefaultPort}/"), platform.Routes, output);
        }

        var expected = models.Count(model => workspace.Repository.Releases.ContainsKey((model, EnvironmentsSpec.Local)));
        if (!training.IsComplete) return TrainingReport.ExitCode(training);
        return checks.Count > 0 && checks.All(check => check.Failure is null) && platform.Routes.Count == expected ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<int> ServeAsync(Workspace workspace, Platform platform, IReadOnlyList<string> models, Output output, CancellationToken cancellation)
    {
        if (output.IsJson) output.Json(new { address = platform.Address, live = LiveTable.Json(workspace, platform.Address, platform.Routes) });
        else WriteLive(workspace, platform, output);
        UpState.Publish(workspace.Store.Root, platform.Address, workspace.Time);
        output.Note("Ctrl-C stops everything; edit models/*/releases/local.yaml or use `./yard release` to move traffic");
        try
        {
            await platform.FollowAsync(models.ToHashSet(), output, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Note("stopping");
        }
        finally
        {
            UpState.Withdraw(workspace.Store.Root);
        }

        // To be told to stop is how this command ends when all is well.
        return ExitCodes.Done;
    }

    private static void WriteLive(Workspace workspace, Platform platform, Output output)
    {
        LiveTable.Write(workspace, platform.Address, platform.Routes, output);
        output.Line("try it:");
        LiveTable.WriteExample(workspace, platform.Address, platform.Routes, output);
    }
}
