using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard why MODEL [STEP]</c></summary>
internal sealed class WhyCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Argument<string?> _step = new("STEP") { Arity = ArgumentArity.ZeroOrOne, Description = "candidate.step, or the bare step where only one candidate has it. Default: all steps." };

    public WhyCommand()
        : base("why", "Explain the cache: which part of a step's key changed, so that it ran or would run. Nothing is run but the fingerprints of sources.")
    {
        Arguments.Add(_model);
        Arguments.Add(_step);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard why item-photo                 # every step",
        "yard why item-photo forest.pixels   # one step of one candidate",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = workspace.Select([ModelArgument.Known(arguments.GetRequiredValue(_model), workspace)])[0];
        var provision = await workspace.ProvisionAsync([model], new Notes(output), cancellation);
        var graph = workspace.Graph([model]);
        var forecast = await KeyForecast.OfAsync(graph, workspace.Executor(provision), cancellation);
        var explainer = new Explainer(workspace.Store, graph, forecast);
        IReadOnlyList<StepName> names = arguments.GetValue(_step) is { } step ? [StepArgument.Of(graph, model, step)] : [.. graph.ByName.Keys];
        var explanations = names.Select(explainer.Explain).ToList();
        if (output.IsJson) output.Json(new { model, steps = explanations.Select(Json) });
        else foreach (var explanation in explanations) Write(explanation, output);
        return ExitCodes.Done;
    }

    private static void Write(Explanation explanation, Output output)
    {
        var step = explanation.Step.WithinModel;
        output.Line(explanation.Verdict switch
        {
            ExplanationVerdict.Cached when explanation.Reasons.Count == 0 => $"{step}: cached; first executed by run {explanation.Run}",
            ExplanationVerdict.Cached => $"{step}: cached; run {explanation.Run} executed it because:",
            ExplanationVerdict.New => $"{step}: would run: it never ran in this store",
            ExplanationVerdict.Unknown => $"{step}: depends on {string.Join(", ", explanation.Waits)}, which would run first",
            _ => $"{step}: would run; what differs from run {explanation.Run}:",
        });
        foreach (var reason in explanation.Reasons) output.Line($"  {reason}");
    }

    private static object Json(Explanation explanation) => new
    {
        step = explanation.Step.WithinModel,
        explanation.Verdict,
        explanation.Reasons,
        explanation.Run,
        explanation.Waits,
    };
}
