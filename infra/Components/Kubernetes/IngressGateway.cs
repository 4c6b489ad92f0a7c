using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="IngressGateway"/> needs.</summary>
public sealed record IngressGatewayArgs
{
    public required string Version { get; init; }

    public required string Repository { get; init; }

    /// <summary>The namespace and name of the Gateway, as an environment's <c>serving.ingress.gateway</c> says.</summary>
    public required string Namespace { get; init; }

    /// <inheritdoc cref="Namespace"/>
    public required string Gateway { get; init; }

    /// <summary>What clients ask.</summary>
    public required string Host { get; init; }

    /// <summary>The Secret in the same namespace with certificate and key; none: unencrypted, for clusters of one machine.</summary>
    public string? Certificate { get; init; }

    /// <summary>How the world reaches it: <c>LoadBalancer</c>, <c>NodePort</c>.</summary>
    public required string Service { get; init; }

    public int Replicas { get; init; } = 2;
}

/// <summary>What lets the world in: proxies of the mesh, and which host they listen for. Which model answers is a deploy's to say.</summary>
public sealed class IngressGateway : PlatformComponent
{
    public IngressGateway(string name, IngressGatewayArgs args, ComponentResourceOptions? options = null)
        : base("IngressGateway", name, options)
    {
        var @namespace = new Namespace(
            name,
            new NamespaceArgs
            {
                Metadata = new ObjectMetaArgs
                {
                    Name = args.Namespace,
                    Labels = { ["istio-injection"] = "enabled", ["pod-security.kubernetes.io/enforce"] = "baseline" },
                },
            },
            Part());
        var proxies = new ChartReference(args.Repository, "gateway", args.Version).Release(
            $"{name}-proxies",
            args.Gateway,
            @namespace.Metadata.Apply(metadata => metadata.Name),
            new InputMap<object>
            {
                ["labels"] = new Dictionary<string, object> { ["istio"] = args.Gateway },
                ["replicaCount"] = args.Replicas,
                ["autoscaling"] = new Dictionary<string, object> { ["enabled"] = false },
                ["service"] = new Dictionary<string, object> { ["type"] = args.Service },
                ["resources"] = ServiceMesh.Requests("200m", "256Mi"),
            },
            Part());
        _ = new Pulumi.Kubernetes.ApiExtensions.CustomResource(
            $"{name}-listener",
            new CustomObjectArgs("networking.istio.io/v1", "Gateway", args.Gateway, args.Namespace, new InputMap<object>
            {
                ["selector"] = new Dictionary<string, object> { ["istio"] = args.Gateway },
                ["servers"] = args.Certificate is { } certificate ? [Encrypted(args.Host, certificate), Plain(args.Host, redirects: true)] : new[] { Plain(args.Host, redirects: false) },
            }),
            Part(proxies));
        RegisterOutputs();
    }

    private static Dictionary<string, object> Encrypted(string host, string certificate) => new()
    {
        ["port"] = Port("https", 443, "HTTPS"),
        ["hosts"] = new[] { host },
        ["tls"] = new Dictionary<string, object> { ["mode"] = "SIMPLE", ["credentialName"] = certificate, ["minProtocolVersion"] = "TLSV1_2" },
    };

    private static Dictionary<string, object> Plain(string host, bool redirects)
    {
        var server = new Dictionary<string, object> { ["port"] = Port("http", 80, "HTTP"), ["hosts"] = new[] { host } };
        if (redirects) server["tls"] = new Dictionary<string, object> { ["httpsRedirect"] = true };
        return server;
    }

    private static Dictionary<string, object> Port(string called, int number, string protocol) => new() { ["name"] = called, ["number"] = number, ["protocol"] = protocol };
}
