using Pulumi;
using Pulumi.Kubernetes.Rbac.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Pulumi.Kubernetes.Types.Inputs.Rbac.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="TenantNamespace"/> needs.</summary>
public sealed record TenantNamespaceArgs
{
    /// <summary>The tenant, as <c>pipelines/environments.yaml</c> lists it.</summary>
    public required string Tenant { get; init; }

    public required NamespaceQuota Quota { get; init; }

    /// <summary>Its group in the cluster's directory; none: nobody may edit it.</summary>
    public string? Group { get; init; }

    public bool IsMeshed { get; init; }
}

/// <summary>A team's own namespace, for what it runs beside its models. Models themselves run where their environment says.</summary>
public sealed class TenantNamespace : PlatformComponent
{
    public TenantNamespace(string name, TenantNamespaceArgs args, ComponentResourceOptions? options = null)
        : base("TenantNamespace", name, options)
    {
        var bounded = new BoundedNamespace(
            name,
            new BoundedNamespaceArgs
            {
                Namespace = args.Tenant,
                Quota = args.Quota,
                IsMeshed = args.IsMeshed,
                Labels = new Dictionary<string, string> { [PlatformLabels.Tenant] = args.Tenant },
            },
            Inside());
        if (args.Group is { } group)
        {
            _ = new RoleBinding(
                $"{name}-editors",
                new RoleBindingArgs
                {
                    Metadata = new ObjectMetaArgs { Name = "editors", Namespace = args.Tenant, Labels = PlatformLabels.All },
                    RoleRef = new RoleRefArgs { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "edit" },
                    Subjects = { new SubjectArgs { ApiGroup = "rbac.authorization.k8s.io", Kind = "Group", Name = group } },
                },
                Part(bounded.Namespace));
        }

        RegisterOutputs();
    }
}
