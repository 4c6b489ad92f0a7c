using Modelyard.Content;
using Modelyard.Releases;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>The releases of this repository's own models for <c>dev</c>, of versions that nobody trained: each candidate's identity and images are made of its name.</summary>
internal static class ExampleDeployment
{
    public static Repository Repository { get; } = RepositoryReader.Read(SourceRepository.Root);

    public static ServingPlace Place { get; } = new("modelyard", "dev", Repository.Environments.Environments["dev"].Serving!, new ClusterFeatures());

    public static DeployPlan Plan() => new(
        Place,
        [.. Repository.Releases.Where(release => release.Key.Environment == "dev").OrderBy(release => release.Key.Model, StringComparer.Ordinal).Select(release => Of(release.Key.Model, release.Value))],
        Image("platform/gateway"));

    private static ModelDeployment Of(string model, SpecFile<ReleaseSpec> release)
    {
        var candidates = Repository.Models[model].Spec.Candidates;
        var route = ReleaseResolver.Resolve(model, [.. candidates.Keys], release, new Named(model)).Route!;
        return new ModelDeployment(route, [.. route.Arms.Select(arm => Served(model, candidates.Single(candidate => Identity($"{model}/{candidate.Key}") == arm.Identity)))]);
    }

    private static ServedVersion Served(string model, KeyValuePair<string, CandidateSpec> candidate) => new()
    {
        Model = model,
        Candidate = candidate.Key,
        Identity = Identity($"{model}/{candidate.Key}"),
        Name = "v1",
        Image = Image(model),
        WeightsImage = candidate.Value.Serving.Packaging == Packaging.ImageVolume ? Image($"{model}/weights") : null,
        Packaging = candidate.Value.Serving.Packaging,
        Artifact = Identity($"artifact of {model}/{candidate.Key}"),
        ArtifactBytes = 50 << 20,
        Workers = candidate.Value.Serving.Workers,
        Memory = candidate.Value.Serving.Memory?.Bytes,
        Replicas = candidate.Value.Serving.Replicas,
    };

    public static Digest Identity(string name) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));

    public static string Image(string name) => $"registry.dev.example/modelyard/{name}@{Identity($"image of {name}")}";

    private sealed class Named(string known) : IVersionCatalogue
    {
        public ResolvedVersion? NewestBlessed(string model, string candidate) => model == known ? new ResolvedVersion("v1", Identity($"{model}/{candidate}"), candidate) : null;

        public ResolvedVersion? Find(string model, string reference) => null;
    }
}
