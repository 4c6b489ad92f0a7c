using k8s;

namespace Modelyard.Clusters.Access;

/// <summary>Accounts as YAML, for `kubectl apply`, Pulumi's ConfigFile and reviews.</summary>
public static class AccessYaml
{
    /// <summary>Account, Role and RoleBinding of each, as documents of one file.</summary>
    public static string Render(string @namespace, params ClusterAccount[] accounts) =>
        string.Join(
            "---\n",
            accounts
                .SelectMany(account => new object?[] { account.ServiceAccount(@namespace), account.Role(@namespace), account.RoleBinding(@namespace) })
                .OfType<object>()
                .Select(document => KubernetesYaml.Serialize(document).TrimEnd() + "\n"));
}
