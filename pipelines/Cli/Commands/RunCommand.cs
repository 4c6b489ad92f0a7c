using System.CommandLine;
using Modelyard.Cli.Display;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard run [MODEL…]</c></summary>
internal sealed class RunCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "The models. Default: all." };
    private readonly Option<string> _on = RunPlaces.Option();

    public RunCommand()
        : base("run", "Run the pipelines of models as far as they are not cached; every candidate that passes its gates and answers its golden rows is a version.")
    {
        Arguments.Add(_models);
        Options.Add(_on);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard run                            # all models",
        "yard run item-photo",
        "yard run item-photo --on container  # the same keys and outputs, in images that a cluster would run",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var models = workspace.Select(arguments.GetValue(_models) ?? []);
        var on = arguments.GetValue(_on) ?? RunPlaces.Local;
        var command = "yard run " + string.Join(' ', models) + (on == RunPlaces.Local ? "" : $" --on {on}");
        var (place, training) = await TrainingSession.TrainAsync(workspace, on, models, [], command, serves: false, output, cancellation);
        using var ending = place;
        output.Problems(TrainingReport.Problems(training));
        if (output.IsJson) output.Json(TrainingReport.Json(training));
        else TrainingReport.Write(training, output);
        return TrainingReport.ExitCode(training);
    }
}
