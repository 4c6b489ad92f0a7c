using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="RegistryLogin"/> needs.</summary>
public sealed record RegistryLoginArgs
{
    public required string Namespace { get; init; }

    /// <summary>The Secret's name, as an environment's <c>pullSecret</c> says.</summary>
    public required string Secret { get; init; }

    /// <summary>Docker's configuration with the logins, as JSON; a secret.</summary>
    public required Output<string> Logins { get; init; }

    /// <summary>The namespace, which must be there first.</summary>
    public required Resource After { get; init; }
}

/// <summary>The login that a namespace's pods pull images with.</summary>
public sealed class RegistryLogin : PlatformComponent
{
    public RegistryLogin(string name, RegistryLoginArgs args, ComponentResourceOptions? options = null)
        : base("RegistryLogin", name, options)
    {
        _ = new Secret(
            name,
            new SecretArgs
            {
                Metadata = new ObjectMetaArgs { Name = args.Secret, Namespace = args.Namespace, Labels = PlatformLabels.All },
                Type = "kubernetes.io/dockerconfigjson",
                StringData = { [".dockerconfigjson"] = Output.CreateSecret(args.Logins) },
            },
            Part(args.After));
        RegisterOutputs();
    }
}
