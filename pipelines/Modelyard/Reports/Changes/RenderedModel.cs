using k8s;
using k8s.Models;
using Modelyard.Diagnostics;
using Modelyard.Releases;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Traffic;
using Modelyard.Versions;

namespace Modelyard.Reports.Changes;

/// <summary>
/// A model's objects on a cluster before and after a change, from the versions of this store: no registry is asked and no image is built. Both sides stand for the same versions,
/// so that what differs is what was declared; an image is called by its version.
/// </summary>
internal sealed class RenderedModel(Workspace workspace, BaseState states)
{
    private readonly string _repository = RepositoryName.Of(workspace.Root);

    /// <summary>What differs in every environment with a cluster that the model is or was released to.</summary>
    public IReadOnlyList<ManifestChanges> ChangesOf(string model) => [.. states.EnvironmentsOf(model)
        .Where(environment => PlaceOf(environment) is not null || states.Environment(environment)?.Serving is not null)
        .Select(environment => ChangesOf(model, environment))];

    private ManifestChanges ChangesOf(string model, string environment)
    {
        try
        {
            var before = Objects(model, environment, states.Model(model), states.Release(model, environment), states.Environment(environment)?.Serving);
            var now = Objects(model, environment, workspace.Repository.Models.GetValueOrDefault(model)?.Spec, states.ReleaseNow(model, environment), PlaceOf(environment));
            var gone = before.Where(was => !now.ContainsKey(was.Key)).Select(was => ObjectChange.Deletion(was.Value));
            return new ManifestChanges(environment, [.. now.Select(it => ObjectChange.Between(before.GetValueOrDefault(it.Key), it.Value)).OfType<ObjectChange>(), .. gone], null);
        }
        catch (YardException unknown)
        {
            return new ManifestChanges(environment, [], string.Join("; ", unknown.Diagnostics.Select(problem => problem.Message)));
        }
    }

    private ServingPlaceSpec? PlaceOf(string environment) => workspace.Repository.Environments.Environments.GetValueOrDefault(environment)?.Serving;

    private SortedDictionary<(string Kind, string Name), IKubernetesObject<V1ObjectMeta>> Objects(string model, string environment, ModelSpec? spec, ReleaseSpec? release, ServingPlaceSpec? serving)
    {
        var objects = new SortedDictionary<(string, string), IKubernetesObject<V1ObjectMeta>>();
        if (spec is null || release is null || serving is null) return objects;
        var file = new SpecFile<ReleaseSpec>(release, $"models/{model}/releases", new SourceMap($"models/{model}/releases/{environment}.yaml"));
        var resolution = ReleaseResolver.Resolve(model, [.. spec.Candidates.Keys], file, new VersionCatalogue(workspace.Versions));
        if (resolution.Route is not { } route) throw new YardException(resolution.Diagnostics);
        var place = new ServingPlace(_repository, environment, serving, new ClusterFeatures());
        var plan = new DeployPlan(place, [new ModelDeployment(route, [.. route.Arms.Select(arm => arm.Identity).Distinct().Select(identity => Served(route, identity, spec))])], GatewayImage: "");
        foreach (var item in plan.ObjectsOf(plan.Models[0])) objects[(item.Kind, item.Metadata.Name)] = item;
        return objects;
    }

    private ServedVersion Served(ModelRoute route, Content.Digest identity, ModelSpec spec)
    {
        var version = workspace.Versions.FindIdentity(route.Model, identity)!;
        var declared = spec.Candidates.GetValueOrDefault(version.Manifest.Candidate)?.Serving;
        var manifest = version.Manifest with { Serving = version.Manifest.Serving.As(declared) };
        return WantedDeployment.Served(manifest, version.Name, declared?.Replicas, new ServingImageNames($"{route.Model}@{identity}", $"{route.Model}@{identity}"));
    }
}
