using Modelyard.Diagnostics;
using Modelyard.Running;
using Modelyard.Running.Graph;

namespace Modelyard.Cli.Commands;

/// <summary>Reads <c>STEP</c>: <c>candidate.step</c>, or a bare step that only one piece of work is called.</summary>
internal static class StepArgument
{
    /// <exception cref="YardException">YARD3015.</exception>
    public static StepName Of(StepGraph graph, string model, string step)
    {
        var found = graph.ByName.Keys.Where(name => name.WithinModel == step || name.Step == step).ToList();
        // A bare name that several candidates share is one step where they share the work.
        if (found.Count > 0 && found.Select(name => graph.ByName[name].Id).Distinct().Count() == 1) return found[0];
        var all = graph.ByName.Keys.Select(name => name.WithinModel).ToList();
        throw found.Count > 0
            ? RunCodes.UnknownStep.Failure($"{model} has several steps '{step}': {string.Join(", ", found.Select(name => name.WithinModel))}", "name one of them")
            : RunCodes.UnknownStep.Failure($"{model} has no step '{step}'; it has {string.Join(", ", all)}", NearestName.Hint(step, all.Concat(graph.ByName.Keys.Select(name => name.Step)).Distinct()));
    }
}
