using k8s.Models;

namespace Modelyard.Clusters.Access;

/// <summary>The objects of an account.</summary>
public static class AccountObjects
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>The account itself.</summary>
    public static V1ServiceAccount ServiceAccount(this ClusterAccount account, string @namespace) => new()
    {
        ApiVersion = "v1",
        Kind = V1ServiceAccount.KubeKind,
        Metadata = Metadata(account, @namespace),
        AutomountServiceAccountToken = account.MountsToken,
    };

    /// <summary>What it may do; <see langword="null"/> where that is nothing.</summary>
    public static V1Role? Role(this ClusterAccount account, string @namespace) => account.Rules.Count == 0 ? null : new()
    {
        ApiVersion = $"{RbacGroup}/v1",
        Kind = V1Role.KubeKind,
        Metadata = Metadata(account, @namespace),
        Rules = [.. account.Rules.Select(rule => new V1PolicyRule { ApiGroups = [rule.Kind.Group], Resources = [rule.Kind.Plural], Verbs = [.. rule.Verbs] })],
    };

    /// <summary>That the account may; <see langword="null"/> where it may nothing.</summary>
    public static V1RoleBinding? RoleBinding(this ClusterAccount account, string @namespace) => account.Rules.Count == 0 ? null : new()
    {
        ApiVersion = $"{RbacGroup}/v1",
        Kind = V1RoleBinding.KubeKind,
        Metadata = Metadata(account, @namespace),
        RoleRef = new V1RoleRef { ApiGroup = RbacGroup, Kind = V1Role.KubeKind, Name = account.Name },
        Subjects = [new Rbacv1Subject { Kind = V1ServiceAccount.KubeKind, Name = account.Name, NamespaceProperty = @namespace }],
    };

    private static V1ObjectMeta Metadata(ClusterAccount account, string @namespace) => new()
    {
        Name = account.Name,
        NamespaceProperty = @namespace,
        Labels = new Dictionary<string, string> { [ClusterLabels.ManagedBy] = ClusterLabels.Yard, [ClusterLabels.PartOf] = ClusterLabels.Modelyard },
    };
}
