using Modelyard.Running.Keys;

namespace Modelyard.Reports.Changes;

/// <summary>Candidates of which the working tree would make another version than they have.</summary>
public static class UntrainedCandidates
{
    /// <summary>Those of one model whose steps are not those of their version, as far as can be known without running any. One without a version is not among them.</summary>
    /// <exception cref="Diagnostics.YardException">What its runtimes need cannot be had, or a model that it calls has no version.</exception>
    public static async Task<IReadOnlySet<string>> OfAsync(Workspace workspace, string model, IProgress<string> progress, CancellationToken cancellation)
    {
        var provision = await workspace.ProvisionAsync([model], progress, cancellation);
        var graph = workspace.Graph([model]);
        var forecast = await KeyForecast.OfAsync(graph, workspace.Executor(provision), cancellation);
        return workspace.Repository.Models[model].Spec.Candidates.Keys.Where(candidate =>
        {
            var steps = workspace.Versions.Current(model, candidate)?.Manifest.Steps;
            return steps is not null && graph.StepsOf(model, candidate).Any(step => !steps.TryGetValue(step.Name.Step, out var known) || forecast[step.Node.Id].Key?.Digest != known.Key);
        }).ToHashSet();
    }
}
