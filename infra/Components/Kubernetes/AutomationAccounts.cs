using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Rbac.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Pulumi.Kubernetes.Types.Inputs.Rbac.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="AutomationAccounts"/> needs.</summary>
public sealed record AutomationAccountsArgs
{
    public required Input<string> Namespace { get; init; }

    /// <summary>The accounts, as the library declares them.</summary>
    public required IReadOnlyList<ClusterAccount> Accounts { get; init; }

    /// <summary>Account → annotations, such as the account of Google that it acts as.</summary>
    public IReadOnlyDictionary<string, InputMap<string>> Annotations { get; init; } = new Dictionary<string, InputMap<string>>();
}

/// <summary>The accounts that <c>yard</c> and its drivers work as, each with exactly the rights that the library says it needs.</summary>
public sealed class AutomationAccounts : PlatformComponent
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public AutomationAccounts(string name, AutomationAccountsArgs args, ComponentResourceOptions? options = null)
        : base("AutomationAccounts", name, options)
    {
        foreach (var account in args.Accounts)
        {
            var annotations = args.Annotations.GetValueOrDefault(account.Name);
            var made = new ServiceAccount($"{name}-{account.Name}", new ServiceAccountArgs { Metadata = Metadata(account, annotations), AutomountServiceAccountToken = account.MountsToken }, Part());
            if (account.Rules.Count == 0) continue;
            var role = new Role($"{name}-{account.Name}", new RoleArgs { Metadata = Metadata(account), Rules = { account.Rules.Select(Rule).ToArray() } }, Part());
            _ = new RoleBinding(
                $"{name}-{account.Name}",
                new RoleBindingArgs
                {
                    Metadata = Metadata(account),
                    RoleRef = new RoleRefArgs { ApiGroup = RbacGroup, Kind = "Role", Name = account.Name },
                    Subjects = { new SubjectArgs { Kind = "ServiceAccount", Name = account.Name, Namespace = args.Namespace } },
                },
                Part(made, role));
        }

        RegisterOutputs();

        ObjectMetaArgs Metadata(ClusterAccount account, InputMap<string>? annotations = null)
        {
            var metadata = new ObjectMetaArgs
            {
                Name = account.Name,
                Namespace = args.Namespace,
                Labels = { [ClusterLabels.ManagedBy] = ClusterLabels.Yard, [ClusterLabels.PartOf] = ClusterLabels.Modelyard },
            };
            if (annotations is not null) metadata.Annotations = annotations;
            return metadata;
        }
    }

    private static PolicyRuleArgs Rule(AccessRule rule) => new() { ApiGroups = { rule.Kind.Group }, Resources = { rule.Kind.Plural }, Verbs = { rule.Verbs } };
}
