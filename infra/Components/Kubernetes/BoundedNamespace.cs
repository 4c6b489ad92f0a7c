using System.Globalization;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What the pods of a namespace may ask for in all.</summary>
/// <param name="Cpus">Cores.</param>
/// <param name="Memory">A quantity: <c>64Gi</c>.</param>
/// <param name="Gpus">Of <see cref="Gpu"/>.</param>
/// <param name="Pods">How many pods.</param>
public sealed record NamespaceQuota(int Cpus, string Memory, int Gpus, int Pods)
{
    /// <summary>What the clusters call a GPU.</summary>
    public const string Gpu = "nvidia.com/gpu";
}

/// <summary>What <see cref="BoundedNamespace"/> needs.</summary>
public sealed record BoundedNamespaceArgs
{
    public required string Namespace { get; init; }

    public required NamespaceQuota Quota { get; init; }

    /// <summary>Whether its pods get a sidecar of the mesh.</summary>
    public bool IsMeshed { get; init; }

    /// <summary>What its pods may be (Kubernetes' pod security standards).</summary>
    public string PodSecurity { get; init; } = "restricted";

    /// <summary>Labels beside those of all.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A namespace, what may be asked for in it in all, and what a container asks for that says nothing.</summary>
public sealed class BoundedNamespace : PlatformComponent
{
    public BoundedNamespace(string name, BoundedNamespaceArgs args, ComponentResourceOptions? options = null)
        : base("BoundedNamespace", name, options)
    {
        var labels = PlatformLabels.Of(args.Namespace);
        // Said either way: a mesh that injects by default must leave the Jobs of steps alone, which would never end with a sidecar.
        labels.Add("istio-injection", args.IsMeshed ? "enabled" : "disabled");
        labels.Add("pod-security.kubernetes.io/enforce", args.PodSecurity);
        foreach (var (key, value) in args.Labels) labels.Add(key, value);
        Namespace = new Namespace(name, new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = args.Namespace, Labels = labels } }, Kept());
        _ = new ResourceQuota(
            $"{name}-quota",
            new ResourceQuotaArgs { Metadata = Metadata("bounds"), Spec = new ResourceQuotaSpecArgs { Hard = Hard(args.Quota) } },
            Part());
        _ = new LimitRange(
            $"{name}-defaults",
            new LimitRangeArgs
            {
                Metadata = Metadata("bounds"),
                Spec = new LimitRangeSpecArgs
                {
                    // No default limit: a step that names no memory is to be counted, not ended.
                    Limits = { new LimitRangeItemArgs { Type = "Container", DefaultRequest = { ["cpu"] = "100m", ["memory"] = "256Mi" } } },
                },
            },
            Part());
        RegisterOutputs();

        ObjectMetaArgs Metadata(string called) => new() { Name = called, Namespace = Namespace.Metadata.Apply(metadata => metadata.Name), Labels = PlatformLabels.All };
    }

    public Namespace Namespace { get; }

    private static InputMap<string> Hard(NamespaceQuota quota) => new()
    {
        ["requests.cpu"] = quota.Cpus.ToString(CultureInfo.InvariantCulture),
        ["requests.memory"] = quota.Memory,
        [$"requests.{NamespaceQuota.Gpu}"] = quota.Gpus.ToString(CultureInfo.InvariantCulture),
        ["pods"] = quota.Pods.ToString(CultureInfo.InvariantCulture),
        // What is open to the world is the mesh's ingress alone.
        ["services.loadbalancers"] = "0",
        ["services.nodeports"] = "0",
    };
}
