using Modelyard.Diagnostics;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Releases.Deploying;

/// <summary>Turns what git says of an environment into a plan: releases, the versions of its registry, their images. The cluster is not asked.</summary>
/// <param name="warn">Told of settings that the cluster cannot honour.</param>
public sealed class WantedDeployment(Repository repository, DeployEnvironment environment, ServingPlace place, IServingImages images, Action<Diagnostic> warn)
{
    /// <summary>The plan of these models; those among them that have no release here are not in it.</summary>
    /// <param name="models">Names.</param>
    /// <exception cref="YardException">Every reason why an arm has no version: YARD5005, YARD5504, YARD5503.</exception>
    public async Task<DeployPlan> PlanAsync(IReadOnlyList<string> models, ModelRegistry registry, CancellationToken cancellation)
    {
        var releases = models.Where(model => repository.Releases.ContainsKey((model, environment.Name))).Order(StringComparer.Ordinal).ToList();
        var catalogue = await RegistryCatalogue.ReadAsync(registry, releases, cancellation);
        var resolved = releases.Select(model => (Model: model, Resolution: Resolve(model, catalogue))).ToList();
        var problems = resolved.SelectMany(model => model.Resolution.Diagnostics).ToList();
        if (problems.Count > 0) throw new YardException(problems);

        var deployments = new List<ModelDeployment>();
        foreach (var (_, resolution) in resolved) deployments.Add(await DeploymentAsync(resolution.Route!, catalogue, cancellation));
        return new DeployPlan(place, deployments, await images.GatewayAsync(cancellation));
    }

    private ReleaseResolution Resolve(string model, RegistryCatalogue catalogue)
    {
        var resolution = ReleaseResolver.Resolve(model, [.. repository.Models[model].Spec.Candidates.Keys], repository.Releases[(model, environment.Name)], catalogue);
        return resolution with { Diagnostics = [.. resolution.Diagnostics.Select(Registered)] };
    }

    // What is missing is missing in the registry: training in this store would not help.
    private Diagnostic Registered(Diagnostic problem) => problem.Code == ReleaseCodes.UntrainedCandidate || problem.Code == ReleaseCodes.UnknownVersion
        ? DeployCodes.NotInRegistry.Error(problem.Where, $"{problem.Message}, in {environment.Registry}")
        : problem;

    private async Task<ModelDeployment> DeploymentAsync(ModelRoute route, RegistryCatalogue catalogue, CancellationToken cancellation)
    {
        var versions = new List<ServedVersion>();
        foreach (var identity in route.Arms.Select(arm => arm.Identity).Distinct()) versions.Add(await ServedAsync(catalogue.Of(route.Model, identity), cancellation));
        return new ModelDeployment(route, versions);
    }

    private async Task<ServedVersion> ServedAsync(PublishedVersion published, CancellationToken cancellation)
    {
        var manifest = published.Manifest;
        var declared = repository.Models[manifest.Model].Spec.Candidates.GetValueOrDefault(manifest.Candidate)?.Serving;
        var serving = manifest.Serving.As(declared);
        if (serving.Packaging == Packaging.ImageVolume && !place.Features.ImageVolumes)
        {
            warn(DeployCodes.NoImageVolumes.Warning(
                repository.Models[manifest.Model].Source.At("candidates", manifest.Candidate, "serving", "packaging"),
                $"{manifest.Model}/{manifest.Candidate}: serving.packaging is image-volume, which the cluster of '{environment.Name}' cannot mount; it is served baked"));
            serving = serving with { Packaging = Packaging.Baked };
        }

        return Served(manifest with { Serving = serving }, published.Name, declared?.Replicas, await images.OfAsync(published, serving, cancellation)) with
        {
            MeasuredMemory = published.Origin?.Memory?.Of(serving.Workers),
        };
    }

    /// <summary>A version with all that its manifests are made of.</summary>
    /// <param name="manifest">As it is served today.</param>
    /// <param name="name">What people call it.</param>
    internal static ServedVersion Served(VersionManifest manifest, string name, ReplicasSpec? replicas, ServingImageNames images) => new()
    {
        Model = manifest.Model,
        Candidate = manifest.Candidate,
        Identity = manifest.Identity,
        Name = name,
        Image = images.Server,
        WeightsImage = images.Weights,
        TensorFlow = images.TensorFlow,
        Packaging = manifest.Serving.Packaging,
        Artifact = manifest.Artifact.Digest,
        ArtifactBytes = manifest.Artifact.Bytes,
        Workers = manifest.Serving.Workers,
        Memory = manifest.Serving.Memory,
        Replicas = replicas ?? new ReplicasSpec(),
        CallsModels = manifest.Calls.Count > 0,
    };
}
