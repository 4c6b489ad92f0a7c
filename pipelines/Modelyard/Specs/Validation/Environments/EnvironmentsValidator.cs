using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;

namespace Modelyard.Specs.Validation.Environments;

/// <summary>There is a local environment, and places on clusters have a registry to take versions from.</summary>
internal sealed class EnvironmentsValidator : ISpecValidator<SpecReading<EnvironmentsSpec>>
{
    public IEnumerable<Diagnostic> Validate(SpecReading<EnvironmentsSpec> environments)
    {
        if (environments.Spec?.Environments is not { } all) yield break;
        if (!environments.Source.Has("environments", EnvironmentsSpec.Local))
        {
            yield return Error(environments.Source.At("environments"), $"the environment '{EnvironmentsSpec.Local}' is missing; './yard up' serves in it");
        }

        foreach (var (name, environment) in all)
        {
            var at = environments.Source.At("environments", name);
            foreach (var (field, rate) in environment.Rates is { } rates ? [("pull", rates.Pull), ("volume", rates.Volume)] : ((string, Quantity)[])[])
            {
                if (rate.Bytes == 0) yield return Error(environments.Source.At("environments", name, "rates", field), $"{field} is 0 bytes a second; expected a rate that was measured, such as 100M");
            }

            if (environment.Serving is { Tensorflow: TensorFlowPlacement.Shared, Claim: null })
            {
                yield return Error(
                    environments.Source.At("environments", name, "serving", "tensorflow"),
                    "tensorflow is shared, but serving has no claim; expected the claim that holds the store, from which a shared TensorFlow Serving gets its models");
            }

            var onCluster = environment.Training is not null || environment.Serving is not null;
            if (name == EnvironmentsSpec.Local && (onCluster || environment.Registry is not null || environment.Protected))
            {
                yield return Error(at, $"'{EnvironmentsSpec.Local}' is this machine: it has no registry, no cluster and no protection");
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
