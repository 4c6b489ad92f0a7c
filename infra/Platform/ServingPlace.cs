using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Infra.Components;
using Modelyard.Infra.Components.Kubernetes;
using Pulumi;

namespace Modelyard.Infra.Platform;

/// <summary>Where an environment serves: a namespace of the mesh, empty until the first deploy.</summary>
internal sealed class ServingPlace : PlatformComponent
{
    public ServingPlace(string name, EnvironmentPlace place, PlatformSettings settings, ClusterOutputs clusters, ServiceMesh mesh, ComponentResourceOptions options)
        : base("ServingPlace", name, options)
    {
        var ingress = settings.Environment.Ingress;
        var bounded = new BoundedNamespace(name, new BoundedNamespaceArgs { Namespace = place.Namespace, Quota = settings.ServingQuota, IsMeshed = true }, Inside(mesh));
        _ = new AutomationAccounts(
            $"{name}-accounts",
            new AutomationAccountsArgs { Namespace = bounded.Namespace.Metadata.Apply(metadata => metadata.Name), Accounts = [ClusterAccount.Deployer] },
            Inside());
        _ = new ServingTraffic(
            $"{name}-traffic",
            new NamespaceTrafficArgs
            {
                Namespace = place.Namespace,
                Monitoring = Monitoring.Namespace,
                Mesh = ServiceMesh.Namespace,
                Ingress = ingress?.Namespace,
                ControlPlane = settings.Mesh.ControlPlane,
            },
            Inside(bounded));
        _ = new GatewayTable($"{name}-table", new GatewayTableArgs { Namespace = place.Namespace, After = [bounded.Namespace, mesh.ControlPlane] }, Inside());
        if (place.Claim is { } claim) Volume("store", claim, isReadOnly: true);
        if (settings.TensorFlowServing is { } shared)
        {
            Volume("tensorflow-store", SharedTensorFlow.Name, isReadOnly: false);
            _ = new TensorFlowServing(
                $"{name}-tensorflow",
                new TensorFlowServingArgs
                {
                    Namespace = place.Namespace,
                    Image = shared.Image,
                    Claim = SharedTensorFlow.Name,
                    Replicas = shared.Replicas,
                    Cpu = shared.Cpu,
                    Memory = shared.Memory,
                    After = bounded.Namespace,
                },
                Inside());
        }

        if (place.PullSecret is { } secret)
        {
            _ = new RegistryLogin($"{name}-login", new RegistryLoginArgs { Namespace = place.Namespace, Secret = secret, Logins = settings.RegistryLogins!, After = bounded.Namespace }, Inside());
        }

        if (ingress is not null)
        {
            _ = new IngressGateway(
                $"{name}-ingress",
                new IngressGatewayArgs
                {
                    Version = settings.Mesh.Version,
                    Repository = settings.Mesh.Repository,
                    Namespace = ingress.Namespace,
                    Gateway = ingress.Gateway,
                    Host = ingress.Host,
                    Certificate = settings.Mesh.Certificate,
                    Service = settings.Mesh.Service,
                    Replicas = settings.Mesh.Replicas,
                },
                Inside(mesh));
        }

        RegisterOutputs();

        void Volume(string suffix, string claim, bool isReadOnly) => _ = new StoreVolume(
            $"{name}-{suffix}",
            new StoreVolumeArgs { Namespace = place.Namespace, Claim = claim, Source = StoreSources.Of(settings.Store, clusters), Size = settings.Store.Size, IsReadOnly = isReadOnly, After = bounded.Namespace },
            Inside());
    }
}
