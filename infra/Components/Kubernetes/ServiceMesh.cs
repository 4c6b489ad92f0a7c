using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="ServiceMesh"/> needs.</summary>
public sealed record ServiceMeshArgs
{
    /// <summary>Istio's version; all of its charts have one.</summary>
    public required string Version { get; init; }

    /// <summary>The repository of Istio's charts.</summary>
    public required string Repository { get; init; }

    /// <summary>What the charts call the kind of cluster: <c>gke</c>, <c>k3s</c>; none for others.</summary>
    public string? Flavour { get; init; }

    /// <summary>How many control planes.</summary>
    public int Replicas { get; init; } = 2;
}

/// <summary>
/// Istio's control plane: kinds, the node agent that sets up sidecars (so that pods need no rights for it), and istiod. Every connection between sidecars is
/// encrypted and proved on both ends, and nothing else is taken.
/// </summary>
public sealed class ServiceMesh : PlatformComponent
{
    /// <summary>Its namespace, which is also where settings for the whole mesh are looked for.</summary>
    public const string Namespace = "istio-system";

    /// <summary>The port on which istiod tells its metrics.</summary>
    private const string ControlPlanePort = "http-monitoring";

    public ServiceMesh(string name, ServiceMeshArgs args, ComponentResourceOptions? options = null)
        : base("ServiceMesh", name, options)
    {
        var @namespace = new Namespace(
            name,
            // The node agent sets up the network of other pods.
            new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = Namespace, Labels = { ["pod-security.kubernetes.io/enforce"] = "privileged" } } },
            Part());
        var kinds = Chart("base").Release($"{name}-base", "istio-base", Namespace, Values([]), Part(@namespace));
        var agent = Chart("cni").Release($"{name}-cni", "istio-cni", Namespace, Values([]), Part(kinds));
        ControlPlane = Chart("istiod").Release(
            $"{name}-istiod",
            "istiod",
            Namespace,
            Values(new InputMap<object>
            {
                ["pilot"] = new Dictionary<string, object>
                {
                    ["cni"] = new Dictionary<string, object> { ["enabled"] = true },
                    ["replicaCount"] = args.Replicas,
                    ["autoscaleEnabled"] = false,
                    ["resources"] = Requests("200m", "512Mi"),
                },
                ["meshConfig"] = new Dictionary<string, object>
                {
                    ["enablePrometheusMerge"] = true,
                    ["outboundTrafficPolicy"] = new Dictionary<string, object> { ["mode"] = "REGISTRY_ONLY" },
                    // A sidecar that is not ready would refuse a server's first calls.
                    ["defaultConfig"] = new Dictionary<string, object> { ["holdApplicationUntilProxyStarts"] = true },
                },
            }),
            Part(kinds, agent));
        _ = new Pulumi.Kubernetes.ApiExtensions.CustomResource(
            $"{name}-strict",
            new CustomObjectArgs("security.istio.io/v1", "PeerAuthentication", "default", Namespace, new InputMap<object> { ["mtls"] = new Dictionary<string, object> { ["mode"] = "STRICT" } }),
            Part(ControlPlane));
        _ = new Pulumi.Kubernetes.ApiExtensions.CustomResource(
            $"{name}-telemetry", new CustomObjectArgs("telemetry.istio.io/v1", "Telemetry", "mesh", Namespace, Telemetry), Part(ControlPlane));
        RegisterOutputs();

        ChartReference Chart(string chart) => new(args.Repository, chart, args.Version);
        InputMap<object> Values(InputMap<object> values)
        {
            if (args.Flavour is { } flavour) values.Add("global", new Dictionary<string, object> { ["platform"] = flavour });
            return values;
        }
    }

    /// <summary>What gateways and sidecars wait for.</summary>
    public Resource ControlPlane { get; }

    /// <summary>Scrapes the control plane.</summary>
    public static InputMap<object> ControlPlaneMonitor => new()
    {
        ["selector"] = new Dictionary<string, object> { ["matchLabels"] = new Dictionary<string, object> { ["app"] = "istiod" } },
        ["namespaceSelector"] = new Dictionary<string, object> { ["matchNames"] = new[] { Namespace } },
        ["podMetricsEndpoints"] = new[] { new Dictionary<string, object> { ["port"] = ControlPlanePort, ["path"] = "/metrics" } },
    };

    internal static Dictionary<string, object> Requests(string cpu, string memory) => new()
    {
        ["requests"] = new Dictionary<string, object> { ["cpu"] = cpu, ["memory"] = memory },
        ["limits"] = new Dictionary<string, object> { ["memory"] = memory },
    };

    // Metrics of all requests, lines of those that failed: the gateway counts and names the others.
    private static InputMap<object> Telemetry => new()
    {
        ["metrics"] = new[] { new Dictionary<string, object> { ["providers"] = Provider("prometheus") } },
        ["accessLogging"] = new[]
        {
            new Dictionary<string, object> { ["providers"] = Provider("envoy"), ["filter"] = new Dictionary<string, object> { ["expression"] = "response.code >= 500" } },
        },
    };

    private static Dictionary<string, object>[] Provider(string called) => [new Dictionary<string, object> { ["name"] = called }];
}
