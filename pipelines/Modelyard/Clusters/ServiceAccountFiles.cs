using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Authentication;

namespace Modelyard.Clusters;

/// <summary>What a pod is told of its cluster: two variables, and the files of its service account.</summary>
internal static class ServiceAccountFiles
{
    /// <summary>Whether this process runs in a pod that may speak to its cluster.</summary>
    public static bool AreThere(ClusterOptions options) =>
        options.Variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists(Path.Combine(options.ServiceAccount, "token"));

    /// <summary>The settings; the token is read again and again, since the kubelet exchanges it.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">They are not there, or cannot be read.</exception>
    public static KubernetesClientConfiguration Read(ClusterOptions options)
    {
        if (!AreThere(options))
        {
            throw ClusterCodes.NoKubeconfig.Failure(
                $"this is no pod with a service account: KUBERNETES_SERVICE_HOST and {options.ServiceAccount}/token are wanted",
                "the pod's spec must say automountServiceAccountToken: true");
        }

        var authorities = new X509Certificate2Collection();
        var file = Path.Combine(options.ServiceAccount, "ca.crt");
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw ClusterCodes.BadKubeconfig.Failure(OneLine.Of(failed.Message), where: new Diagnostics.SourcePosition(file));
        }

        var host = options.Variable("KUBERNETES_SERVICE_HOST")!;
        var port = options.Variable("KUBERNETES_SERVICE_PORT") is { Length: > 0 } given ? given : "443";
        var inside = Path.Combine(options.ServiceAccount, "namespace");
        return new KubernetesClientConfiguration
        {
            Host = $"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}",
            TokenProvider = new TokenFileAuth(Path.Combine(options.ServiceAccount, "token")),
            SslCaCerts = authorities,
            Namespace = File.Exists(inside) ? File.ReadAllText(inside).Trim() : null,
        };
    }
}
