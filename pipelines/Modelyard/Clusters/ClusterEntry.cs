using k8s;

namespace Modelyard.Clusters;

/// <summary>Where a cluster is, how it is reached, and who we are there.</summary>
/// <param name="Settings">As the client takes them.</param>
/// <param name="Context">The kubeconfig's context, or <see cref="ClusterConnection.InCluster"/>.</param>
internal sealed record ClusterEntry(KubernetesClientConfiguration Settings, string Context)
{
    /// <summary>A kubeconfig's <c>proxy-url</c> (http, https or socks5); <see langword="null"/>: what <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> say.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>As whom we ask, where that is not who we are.</summary>
    public Impersonation? Impersonation { get; init; }
}
