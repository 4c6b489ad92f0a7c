using Pulumi;

namespace Modelyard.Infra.Components.Google;

/// <summary>What <see cref="GoogleAccount"/> needs.</summary>
public sealed record GoogleAccountArgs
{
    public required string Project { get; init; }

    /// <summary>At most 30 characters.</summary>
    public required string Id { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Roles in the whole project: as few as can be.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Accounts of Kubernetes that may act as this one, as <c>namespace/name</c>: they need no key.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>What must be there before workloads can be named: the cluster that brings the project's pool of identities.</summary>
    public Resource? Pool { get; init; }
}

/// <summary>An account of Google's, with its roles and the accounts of Kubernetes that may act as it.</summary>
public sealed class GoogleAccount : PlatformComponent
{
    public GoogleAccount(string name, GoogleAccountArgs args, ComponentResourceOptions? options = null)
        : base("GoogleAccount", name, options)
    {
        var account = new Pulumi.Gcp.ServiceAccount.Account(name, new Pulumi.Gcp.ServiceAccount.AccountArgs { AccountId = args.Id, DisplayName = args.DisplayName }, Part());
        Email = account.Email;
        Member = account.Email.Apply(email => $"serviceAccount:{email}");
        foreach (var role in args.Roles)
        {
            _ = new Pulumi.Gcp.Projects.IAMMember($"{name}-{role.Split('/')[^1]}", new Pulumi.Gcp.Projects.IAMMemberArgs { Project = args.Project, Role = role, Member = Member }, Part());
        }

        foreach (var workload in args.Workloads)
        {
            _ = new Pulumi.Gcp.ServiceAccount.IAMMember(
                $"{name}-{workload.Replace('/', '-')}",
                new Pulumi.Gcp.ServiceAccount.IAMMemberArgs
                {
                    ServiceAccountId = account.Name,
                    Role = "roles/iam.workloadIdentityUser",
                    Member = $"serviceAccount:{args.Project}.svc.id.goog[{workload}]",
                },
                args.Pool is { } pool ? Part(pool) : Part());
        }

        RegisterOutputs();
    }

    /// <summary>By which it is called.</summary>
    public Output<string> Email { get; }

    /// <summary>As policies name it.</summary>
    public Output<string> Member { get; }
}
