using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Running.Kubernetes;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard run [MODEL…] [--on PLACE [--environment NAME] [--share [--scope NAME [--since REF]]]]</c></summary>
internal sealed class RunCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "The models. Default: all." };
    private readonly Option<string> _on = RunPlaces.Option(cluster: true);
    private readonly Option<string?> _environment = new("--environment") { Description = "With --on kubernetes: the environment of pipelines/environments.yaml. Default: the only unprotected one that has a place for training.", HelpName = "NAME" };
    private readonly Option<bool> _share = new("--share") { Description = "With --on kubernetes: send what steps gave to the cache of the environment's registry, so that `yard cache pull --from NAME` brings it here." };
    private readonly CacheScope _scope = new("With --share: send");
    private readonly Option<bool> _logs = new("--logs") { Description = "With --on kubernetes: show what steps write, as they do." };
    private readonly Option<string> _interrupt = new("--on-interrupt") { Description = "With --on kubernetes: whether Ctrl-C leaves the run alone, or cancels it.", HelpName = "leave|cancel", DefaultValueFactory = _ => Leave };

    private const string Leave = "leave";
    private const string Cancel = "cancel";

    public RunCommand()
        : base("run", "Run the pipelines of models as far as they are not cached; every candidate that passes its gates and answers its golden rows is a version.")
    {
        Arguments.Add(_models);
        Options.Add(_on);
        Options.Add(_environment);
        Options.Add(_share);
        foreach (var option in _scope.Options) Options.Add(option);
        Options.Add(_logs);
        Options.Add(_interrupt.AcceptOnlyFromAmong(Leave, Cancel));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard run                            # all models",
        "yard run item-photo",
        "yard run item-photo --on container  # the same keys and outputs, in images that a cluster would run",
        "yard run item-photo --on kubernetes --environment dev",
        "yard run item-photo --on kubernetes --environment dev --share --scope pr-12 --since origin/main",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var models = workspace.Select(arguments.GetValue(_models) ?? []);
        var on = arguments.GetValue(_on) ?? RunPlaces.Local;
        var command = "yard run " + string.Join(' ', models) + (on == RunPlaces.Local ? "" : $" --on {on}");
        var shares = arguments.GetValue(_share);
        if ((shares && on != RunPlaces.Kubernetes) || (!shares && _scope.IsGiven(arguments)))
        {
            throw CliCodes.BadArgument.Failure(
                shares ? "--share is for runs --on kubernetes" : "--scope and --since say where --share sends entries; expected it too",
                shares ? "what ran here is sent by `yard cache push --to NAME`" : null);
        }

        if (on == RunPlaces.Kubernetes)
        {
            var share = shares ? new SharePlan(_scope.Of(arguments, workspace, output)) : null;
            return await new ClusterTraining(workspace, arguments.GetValue(_environment), arguments.GetValue(_interrupt) == Cancel, arguments.GetValue(_logs), share, output).RunAsync(models, command, cancellation);
        }

        var (place, training) = await TrainingSession.TrainAsync(workspace, on, models, [], command, serves: false, output, cancellation);
        using var ending = place;
        output.Problems(TrainingReport.Problems(training));
        if (output.IsJson) output.Json(TrainingReport.Json(training));
        else TrainingReport.Write(training, output);
        return TrainingReport.ExitCode(training);
    }
}
