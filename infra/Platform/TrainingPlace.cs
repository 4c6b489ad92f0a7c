using Modelyard.Clusters.Access;
using Modelyard.Infra.Components;
using Modelyard.Infra.Components.Kubernetes;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>Where an environment trains. Whoever may create Jobs there may use all that the namespace holds, so it holds nothing else.</summary>
internal sealed class TrainingPlace : PlatformComponent
{
    public TrainingPlace(string name, EnvironmentPlace place, PlatformSettings settings, ClusterOutputs clusters, ComponentResourceOptions options)
        : base("TrainingPlace", name, options)
    {
        var bounded = new BoundedNamespace(name, new BoundedNamespaceArgs { Namespace = place.Namespace, Quota = settings.TrainingQuota }, Inside());
        _ = new AutomationAccounts(
            $"{name}-accounts",
            new AutomationAccountsArgs
            {
                Namespace = bounded.Namespace.Metadata.Apply(metadata => metadata.Name),
                Accounts = [ClusterAccount.Driver, ClusterAccount.Submitter, ClusterAccount.Step],
                Annotations = settings.ClusterKind == "gke"
                    ? new Dictionary<string, InputMap<string>> { [ClusterAccount.Driver.Name] = new() { ["iam.gke.io/gcp-service-account"] = clusters.DriverAccount } }
                    : new Dictionary<string, InputMap<string>>(),
            },
            Inside());
        _ = new StoreVolume(
            $"{name}-store",
            new StoreVolumeArgs { Namespace = place.Namespace, Claim = place.Claim!, Source = StoreSources.Of(settings.Store, clusters), Size = settings.Store.Size, After = bounded.Namespace },
            Inside());
        _ = new TrainingTraffic($"{name}-traffic", new NamespaceTrafficArgs { Namespace = place.Namespace, Monitoring = Monitoring.Namespace }, Inside(bounded));
        if (place.PullSecret is { } secret)
        {
            _ = new RegistryLogin($"{name}-login", new RegistryLoginArgs { Namespace = place.Namespace, Secret = secret, Logins = settings.RegistryLogins!, After = bounded.Namespace }, Inside());
        }

        RegisterOutputs();
    }
}
