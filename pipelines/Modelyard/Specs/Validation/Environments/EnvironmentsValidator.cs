using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Environments;

/// <summary>There is a local environment, and places on clusters have a registry to take versions from.</summary>
internal sealed class EnvironmentsValidator : ISpecValidator<SpecReading<EnvironmentsSpec>>
{
    private const string Local = "local";

    public IEnumerable<Diagnostic> Validate(SpecReading<EnvironmentsSpec> environments)
    {
        if (environments.Spec?.Environments is not { } all) yield break;
        if (!environments.Source.Has("environments", Local))
        {
            yield return Error(environments.Source.At("environments"), $"the environment '{Local}' is missing; './yard up' serves in it");
        }

        foreach (var (name, environment) in all)
        {
            var at = environments.Source.At("environments", name);
            var onCluster = environment.Training is not null || environment.Serving is not null;
            if (name == Local && (onCluster || environment.Registry is not null || environment.Protected))
            {
                yield return Error(at, $"'{Local}' is this machine: it has no registry, no cluster and no protection");
            }
            else if (onCluster && environment.Registry is null)
            {
                yield return Error(at, $"environment '{name}' is on a cluster and needs a registry");
            }
            else if (environment.Protected && environment.Registry is null)
            {
                yield return Error(at, $"environment '{name}' is protected and needs a registry: pinned versions come from there");
            }
        }

        static Diagnostic Error(SourcePosition at, string message) => SpecCodes.EnvironmentDetail.Error(at, message);
    }
}
