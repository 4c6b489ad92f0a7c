using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What stands behind a 404: an object, its namespace, or the whole kind.</summary>
internal static class MissingAnswer
{
    /// <summary>What is not there.</summary>
    public static Diagnostic Read(V1Status status, ClusterRequest asked)
    {
        if (status.Details is { Kind: "namespaces", Name: { Length: > 0 } missing } && asked.Resource != "namespaces")
        {
            return ClusterCodes.NoNamespace.Error(null, $"{asked}: there is no namespace '{missing}'", $"kubectl create namespace {missing}");
        }

        if (status.Details?.Name is { Length: > 0 }) return ClusterCodes.NotFound.Error(null, $"{asked}: there is no {asked.Subject}");
        var group = asked.Resource.Split('.', 2) is [_, var named] ? named : "";
        return ClusterCodes.KindMissing.Error(null, $"{asked}: the cluster does not know {asked.Resource}{Because(group)}", Hint(group));
    }

    private static string Because(string group) => Product(group) is { } product ? $": {product} is not installed" : "";

    private static string? Product(string group) =>
        group.EndsWith("istio.io", StringComparison.Ordinal) ? "Istio" : group == "monitoring.coreos.com" ? "the Prometheus operator" : null;

    private static string? Hint(string group) => Product(group) switch
    {
        "Istio" => "istioctl install, or `pulumi up` in infra/",
        { } => "install kube-prometheus-stack, or `pulumi up` in infra/",
        null => null,
    };
}
