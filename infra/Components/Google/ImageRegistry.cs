using Pulumi;
using Pulumi.Gcp.ArtifactRegistry;

namespace Modelyard.Infra.Components.Google;

/// <summary>What <see cref="ImageRegistry"/> needs.</summary>
public sealed record ImageRegistryArgs
{
    public required string Project { get; init; }

    public required string Region { get; init; }

    /// <summary>The repository's name.</summary>
    public required string Repository { get; init; }

    /// <summary>Who may pull, as policies name them.</summary>
    public required IReadOnlyDictionary<string, Input<string>> Readers { get; init; }

    /// <summary>Who may push, as policies name them.</summary>
    public required IReadOnlyDictionary<string, Input<string>> Writers { get; init; }
}

/// <summary>The registry of images and versions. Losing it loses every published version and the log of deploys.</summary>
public sealed class ImageRegistry : PlatformComponent
{
    public ImageRegistry(string name, ImageRegistryArgs args, ComponentResourceOptions? options = null)
        : base("ImageRegistry", name, options)
    {
        var repository = new Repository(
            name,
            new RepositoryArgs
            {
                Location = args.Region,
                RepositoryId = args.Repository,
                Format = "DOCKER",
                Description = "Images and versions of models, by digest.",
                // Tags that mean a version never move by decision 0016; the indexes of referrers do, so that the registry must not forbid it.
                DockerConfig = new Pulumi.Gcp.ArtifactRegistry.Inputs.RepositoryDockerConfigArgs { ImmutableTags = false },
            },
            Kept());
        foreach (var (reader, member) in args.Readers) Grant($"{name}-{reader}-pulls", "roles/artifactregistry.reader", member);
        foreach (var (writer, member) in args.Writers) Grant($"{name}-{writer}-pushes", "roles/artifactregistry.writer", member);
        Address = repository.RepositoryId.Apply(called => $"{args.Region}-docker.pkg.dev/{args.Project}/{called}");
        RegisterOutputs();

        void Grant(string grant, string role, Input<string> member) => _ = new RepositoryIamMember(
            grant, new RepositoryIamMemberArgs { Location = args.Region, Repository = repository.Name, Role = role, Member = member }, Part());
    }

    /// <summary>As <c>pipelines/environments.yaml</c> names it.</summary>
    public Output<string> Address { get; }
}
