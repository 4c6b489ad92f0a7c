using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Running.Kubernetes;

/// <summary>An environment in which pipelines can run: it has a place on a cluster, and a registry.</summary>
public sealed record ClusterEnvironment(string Name, string Registry, ClusterPlaceSpec Training)
{
    /// <summary>The environment of a name; of none, the only unprotected one that has a place for training.</summary>
    /// <exception cref="YardException">YARD3201, YARD3202.</exception>
    public static ClusterEnvironment Of(Repository repository, string? name)
    {
        var environments = repository.Environments.Environments;
        var open = environments.Where(pair => pair.Value is { Training: not null, Protected: false }).Select(pair => pair.Key).ToList();
        name ??= open is [var only] ? only : throw ClusterRunCodes.NoPlace.Failure(
            open.Count == 0 ? "no unprotected environment has training:" : $"several environments have a place for training: {string.Join(", ", open)}", "name one by --environment");
        if (!environments.TryGetValue(name, out var environment)) throw ClusterRunCodes.NoPlace.Failure($"there is no environment '{name}'; there are {string.Join(", ", environments.Keys)}", NearestName.Hint(name, environments.Keys));
        if (environment.Training is not { } training) throw ClusterRunCodes.NoPlace.Failure($"the environment {name} has no training:");
        if (training.Claim is null) throw ClusterRunCodes.NoPlace.Failure($"the environment {name} has no training.claim: the PersistentVolumeClaim that holds the store");
        return new ClusterEnvironment(name, environment.Registry ?? throw ClusterRunCodes.NoRegistry.Failure($"the environment {name} has no registry:"), training);
    }
}
