using k8s;
using k8s.Models;

namespace Modelyard.Clusters.Access;

/// <summary>
/// What a namespace holds that whoever may create Jobs there could use: other accounts with rights, and secrets. Read by who runs the cluster; our own
/// accounts may read neither.
/// </summary>
/// <param name="Accounts">Accounts that are not ours and are bound to a role, with the bindings: <c>default (ClusterRoleBinding 'admins')</c>; sorted.</param>
/// <param name="Secrets">Names of secrets, but for those that pull images; sorted.</param>
public sealed record NamespaceExposure(IReadOnlyList<string> Accounts, IReadOnlyList<string> Secrets)
{
    /// <summary>Whether creating Jobs there grants nothing more.</summary>
    public bool IsNone => Accounts.Count == 0 && Secrets.Count == 0;

    /// <summary>Reads it.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">We may not.</exception>
    public static async Task<NamespaceExposure> ReadAsync(ClusterConnection cluster, CancellationToken cancellation = default)
    {
        var place = cluster.Namespace;
        var bindings = await cluster.AskAsync(new ClusterRequest("list", "rolebindings.rbac.authorization.k8s.io", null, place), (api, stop) => api.RbacAuthorizationV1.ListNamespacedRoleBindingAsync(place, cancellationToken: stop), cancellation);
        var wide = await cluster.AskAsync(new ClusterRequest("list", "clusterrolebindings.rbac.authorization.k8s.io"), (api, stop) => api.RbacAuthorizationV1.ListClusterRoleBindingAsync(cancellationToken: stop), cancellation);
        var secrets = await cluster.AskAsync(new ClusterRequest("list", "secrets", null, place), (api, stop) => api.CoreV1.ListNamespacedSecretAsync(place, cancellationToken: stop), cancellation);
        var accounts = bindings.Items.SelectMany(binding => Others(binding.Subjects, binding.Metadata, "RoleBinding", place))
            .Concat(wide.Items.SelectMany(binding => Others(binding.Subjects, binding.Metadata, "ClusterRoleBinding", place)));
        return new NamespaceExposure(
            [.. accounts.Distinct().Order(StringComparer.Ordinal)],
            [.. secrets.Items.Where(secret => secret.Type != "kubernetes.io/dockerconfigjson").Select(secret => secret.Metadata.Name).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> Others(IList<Rbacv1Subject>? subjects, V1ObjectMeta binding, string kind, string @namespace) =>
        (subjects ?? [])
            .Where(subject => subject.Kind == V1ServiceAccount.KubeKind && subject.NamespaceProperty == @namespace && subject.Name != ClusterAccount.Driver.Name && subject.Name != ClusterAccount.Submitter.Name)
            .Select(subject => $"{subject.Name} ({kind} '{binding.Name}')");
}
