using System.CommandLine;
using System.Text.Json.Nodes;
using Modelyard.Cli.Display;
using Modelyard.Content;
using Modelyard.Running;
using Modelyard.Running.Contract;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard shell MODEL STEP [--print-env] [-- COMMAND…]</c></summary>
internal sealed class ShellCommand : YardCommand
{
    private const int OfSignal = 128;
    private const int NotFound = 127;

    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Argument<string> _step = new("STEP") { Description = "candidate.step, or the bare step where only one candidate has it." };
    private readonly Argument<string[]> _command = new("COMMAND") { Arity = ArgumentArity.ZeroOrMore, Description = "After --: a command to run there in place of a shell; its exit code is this one's." };
    private readonly Option<bool> _printEnvironment = new("--print-env") { Description = "Print the environment and step.json; run nothing." };

    public ShellCommand()
        : base("shell", "Open a shell where a step runs: its environment and code, YARD_STEP with its cached inputs, empty outputs. Nothing in the store can be spoilt; outputs and scratch go when it ends.")
    {
        Arguments.Add(_model);
        Arguments.Add(_step);
        Arguments.Add(_command);
        Options.Add(_printEnvironment);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard shell item-photo forest.pixels                 # then: cat $YARD_STEP",
        "yard shell item-photo forest.pixels -- python3 -m picture_scale",
        "yard shell item-photo forest.pixels --print-env",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = workspace.Select([ModelArgument.Known(arguments.GetRequiredValue(_model), workspace)])[0];
        var graph = workspace.Graph([model]);
        var name = StepArgument.Of(graph, model, arguments.GetRequiredValue(_step));
        var provision = await workspace.ProvisionAsync([model], new Notes(output), cancellation);
        var executor = workspace.Executor(provision);
        var node = graph.ByName[name];
        var inputs = await InputsAsync(graph, node, model, executor, cancellation);

        using var place = await executor.PlaceAsync(node, inputs, cancellation);
        if (arguments.GetValue(_printEnvironment)) return Print(place, output);
        if (output.IsJson) throw CliCodes.BadArgument.Failure("--json goes with --print-env; a shell has no answer of its own", "see ./yard shell --help");
        var command = arguments.GetValue(_command) ?? [];
        if (command.Length == 0) output.Note($"{name}: the step's own command is `{string.Join(' ', place.Command)}`; cat $YARD_STEP shows what it is given; exit leaves");
        var outcome = await place.RunAsync(command, Environment.GetEnvironmentVariable("TERM"), cancellation);
        if (!outcome.Confined && outcome.End != StepEnd.NotStarted) output.Note("this kernel has no Landlock: what ran here was not kept from writing elsewhere");
        return ExitCodeOf(outcome, output);
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<Digest>>> InputsAsync(
        StepGraph graph, StepNode node, string model, StepExecutor executor, CancellationToken cancellation)
    {
        var forecast = await KeyForecast.OfAsync(graph, executor, cancellation);
        var missing = node.Dependencies.Where(dependency => forecast[dependency.Id].Hit is null).Select(dependency => dependency.Name.WithinModel).ToList();
        if (missing.Count > 0)
        {
            throw RunCodes.InputsNotMade.Failure($"{node} reads what {string.Join(" and ", missing)} would make, which is not in the store", $"make it with `./yard run {model}`");
        }

        return node.InputDigests(source => forecast[source.Id].Hit!.Outputs);
    }

    private static int Print(StepPlace place, Output output)
    {
        var step = JsonNode.Parse(File.ReadAllBytes(place.Document));
        if (output.IsJson)
        {
            output.Json(new { place.Command, place.Environment, step });
            return ExitCodes.Done;
        }

        foreach (var (name, value) in place.Environment) output.Line($"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        output.Line($"# the step's own command: {string.Join(' ', place.Command)}");
        output.Line("# YARD_STEP, whose outputs and scratch folder are there only while `yard shell` runs:");
        foreach (var line in step!.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }).Split('\n')) output.Line($"# {line}");
        return ExitCodes.Done;
    }

    private static int ExitCodeOf(StepOutcome outcome, Output output)
    {
        if (outcome.End == StepEnd.NotStarted) output.Note(outcome.Message ?? "it could not be started");
        return outcome switch
        {
            { End: StepEnd.NotStarted } => NotFound,
            { End: StepEnd.Interrupted } => ExitCodes.Interrupted,
            { ExitCode: { } code } => code,
            { Signal: { } signal } => OfSignal + signal,
            _ => ExitCodes.Failed,
        };
    }
}
