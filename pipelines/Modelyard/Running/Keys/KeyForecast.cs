using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Keys;

/// <summary>What a run would find for one step.</summary>
/// <param name="Key">Its key now; <see langword="null"/> while something that it reads has yet to run.</param>
/// <param name="Hit">What is cached under that key.</param>
public sealed record ForecastStep(StepNode Node, StepKey? Key, StepRecord? Hit);

/// <summary>Resolves keys as far as they can be without running a step.</summary>
public static class KeyForecast
{
    /// <summary>Node id → what a run would find.</summary>
    public static async Task<IReadOnlyDictionary<Digest, ForecastStep>> OfAsync(StepGraph graph, StepExecutor executor, CancellationToken cancellation)
    {
        var forecast = new Dictionary<Digest, ForecastStep>();
        foreach (var node in graph.Nodes)
        {
            var known = node.Dependencies.All(dependency => forecast[dependency.Id].Hit is not null);
            var key = known ? await executor.KeyAsync(node, node.InputDigests(source => forecast[source.Id].Hit!.Outputs), cancellation) : null;
            forecast[node.Id] = new ForecastStep(node, key, key is null ? null : executor.Hit(key));
        }

        return forecast;
    }
}
