using Modelyard.Clusters;
using Pulumi;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="GatewayTable"/> needs.</summary>
public sealed record GatewayTableArgs
{
    public required string Namespace { get; init; }

    /// <summary>The namespace and the mesh, which must be there first.</summary>
    public required IReadOnlyList<Resource> After { get; init; }
}

/// <summary>
/// Lets `yard deploy` ask gateways through the API server, which has no certificate of the mesh, which table they deal by. Only that page is answered without one: a deploy
/// that cannot ask would have to trust that every gateway has heard.
/// </summary>
public sealed class GatewayTable : PlatformComponent
{
    public GatewayTable(string name, GatewayTableArgs args, ComponentResourceOptions? options = null)
        : base("GatewayTable", name, options)
    {
        var gateways = new Dictionary<string, object>
        {
            ["matchLabels"] = new Dictionary<string, object> { [ClusterLabels.PartOf] = ClusterLabels.Modelyard, [ClusterLabels.Component] = ClusterLabels.Components.Gateway },
        };
        Custom("PeerAuthentication", "open", new InputMap<object>
        {
            ["selector"] = gateways,
            ["mtls"] = new Dictionary<string, object> { ["mode"] = "STRICT" },
            ["portLevelMtls"] = new Dictionary<string, object> { ["8080"] = new Dictionary<string, object> { ["mode"] = "PERMISSIVE" } },
        });
        Custom("AuthorizationPolicy", "only-tables", new InputMap<object>
        {
            ["selector"] = gateways,
            ["action"] = "DENY",
            ["rules"] = new[]
            {
                new Dictionary<string, object>
                {
                    ["from"] = new[] { new Dictionary<string, object> { ["source"] = new Dictionary<string, object> { ["notPrincipals"] = new[] { "*" } } } },
                    ["to"] = new[] { new Dictionary<string, object> { ["operation"] = new Dictionary<string, object> { ["notPaths"] = new[] { "/v1/table/*" } } } },
                },
            },
        });
        RegisterOutputs();

        void Custom(string kind, string suffix, InputMap<object> spec) => _ = new Pulumi.Kubernetes.ApiExtensions.CustomResource(
            $"{name}-{suffix}", new CustomObjectArgs("security.istio.io/v1", kind, $"yard-gateway-{suffix}", args.Namespace, spec), Part([.. args.After]));
    }
}
