using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Releases.Deploying;

/// <summary>An environment that can be deployed to: it has a place on a cluster, and a registry.</summary>
public sealed record DeployEnvironment(string Name, string Registry, ServingPlaceSpec Serving)
{
    /// <exception cref="YardException">YARD5501.</exception>
    public static DeployEnvironment Of(Repository repository, string name)
    {
        var environments = repository.Environments.Environments;
        var known = environments.Where(pair => pair.Value is { Serving: not null, Registry: not null }).Select(pair => pair.Key).ToList();
        if (!environments.TryGetValue(name, out var environment)) throw Failure($"there is no environment '{name}'");
        if (environment.Serving is not { } serving) throw Failure(name == EnvironmentsSpec.Local ? "'local' is this machine, where `yard up` serves" : $"the environment '{name}' has no serving:");
        return new DeployEnvironment(name, environment.Registry ?? throw Failure($"the environment '{name}' has no registry:"), serving);

        YardException Failure(string message) => DeployCodes.NoPlace.Failure(
            $"{message}; {(known.Count == 0 ? "no environment can be deployed to" : $"these can be deployed to: {string.Join(", ", known)}")}", NearestName.Hint(name, known));
    }
}
