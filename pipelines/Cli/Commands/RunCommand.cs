using System.CommandLine;
using Modelyard.Cli.Display;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard run [MODEL…]</c></summary>
internal sealed class RunCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "The models. Default: all." };

    public RunCommand()
        : base("run", "Run the pipelines of models as far as they are not cached; every candidate that passes its gates and answers its golden rows is a version.") =>
        Arguments.Add(_models);

    public override IReadOnlyList<string> Examples =>
    [
        "yard run                            # all models",
        "yard run item-photo",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var models = workspace.Select(arguments.GetValue(_models) ?? []);
        var training = await TrainingSession.TrainAsync(workspace, models, "yard run " + string.Join(' ', models), output, cancellation);
        output.Problems(TrainingReport.Problems(training.Outcome));
        if (output.IsJson) output.Json(TrainingReport.Json(training.Outcome));
        else TrainingReport.Write(training.Outcome, output);
        return TrainingReport.ExitCode(training.Outcome);
    }
}
