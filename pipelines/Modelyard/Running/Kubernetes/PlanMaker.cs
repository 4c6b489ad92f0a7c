using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Sharing;
using Modelyard.Specs;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Running.Kubernetes;

/// <summary>
/// Makes the plan of a run on a cluster, here, where git, the SDK and the data of sources are: images by digest, runtimes with the locks of images, and
/// what this machine's sources hold.
/// </summary>
/// <param name="read">Does sources whose data is on this machine; their entries go to the registry, from which the driver takes them.</param>
public sealed class PlanMaker(Workspace workspace, ImageBuilder builder, ImagePublication publication, ClusterEnvironment environment, Func<StepGraph, Task<RunOutcome>> read)
{
    // What a called model's version will be only the driver learns; images and sources do not depend on it.
    private static readonly Digest Unknown = new(new string('0', 64));

    /// <summary>Makes it, with everything that it names pushed.</summary>
    /// <param name="oneNode">Whether only one node can mount the store at a time.</param>
    /// <param name="share">Where entries go when it is over.</param>
    /// <returns>The plan, and its driver's image by digest.</returns>
    public async Task<(ClusterPlan Plan, string Driver)> MakeAsync(IReadOnlyList<string> models, string command, bool oneNode, SharePlan? share, CancellationToken cancellation)
    {
        var all = CalledModels.With(workspace.Repository, models);
        var graph = StepGraphBuilder.Build(workspace.Repository, all, call => new CalledVersion(call.Model, Unknown));
        await builder.PreparationAsync(graph.Nodes, cancellation);
        var repository = Layers(all).ToList();
        var plan = new ClusterPlan
        {
            Environment = environment.Name,
            Registry = environment.Registry,
            Place = environment.Training,
            Models = all,
            Command = command,
            Commit = workspace.Commit.Id,
            Dirty = workspace.Commit.Dirty,
            Repository = CanonicalJson.Digest(new JsonObject { ["layers"] = new JsonArray([.. repository.Select(layer => (JsonNode)layer.Key.ToString())]) }),
            Steps = await StepsAsync(graph, cancellation),
            Servers = await ServersAsync(all, cancellation),
            TensorFlow = all.Any(ServesSavedModels) ? builder.Runtimes.TensorFlowBase() : null,
            Runtimes = builder.StepRuntimes,
            Sources = await SourcesAsync(graph, cancellation),
            OneNode = oneNode,
            Share = share,
        };
        var driver = await builder.PlatformAsync("driver", "Cli", [.. repository, SourceLayers.OfDocument("plan", plan.ToBytes(), ImagePlaces.Plan)], ["yard", "drive", "--root", ImagePlaces.Repository, "--store", StorePlaces.Store], cancellation);
        return (plan, (await publication.PushAsync(driver, cancellation)).Reference);
    }

    private IEnumerable<LayerRecipe> Layers(IReadOnlyList<string> models) =>
    [
        builder.Source("pipelines/Runtimes", $"{ImagePlaces.Repository}/pipelines/Runtimes"),
        builder.Source("pipelines/Components", $"{ImagePlaces.Repository}/pipelines/Components"),
        // Nothing of them is started there, but a runtime that names one is valid only beside it.
        .. workspace.Repository.Runtimes.Values.Select(runtime => runtime.Spec.Serves?.Program).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .Select(program => builder.Source($"pipelines/{program}", $"{ImagePlaces.Repository}/pipelines/{program}")),
        SourceLayers.OfDocument("environments", File.ReadAllBytes(Path.Combine(workspace.Root, "pipelines", "environments.yaml")), $"{ImagePlaces.Repository}/pipelines/environments.yaml"),
        .. models.Select(model => builder.Source($"models/{model}", $"{ImagePlaces.Repository}/models/{model}")),
    ];

    private async Task<IReadOnlyDictionary<string, JobImage>> StepsAsync(StepGraph graph, CancellationToken cancellation)
    {
        var images = new SortedDictionary<string, JobImage>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.DistinctBy(node => node.Component.Folder))
        {
            images[node.Component.Folder] = await PushAsync(await builder.StepAsync(node, cancellation), cancellation);
        }

        return images;
    }

    private async Task<IReadOnlyDictionary<string, JobImage>> ServersAsync(IReadOnlyList<string> models, CancellationToken cancellation)
    {
        var images = new SortedDictionary<string, JobImage>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            foreach (var (candidate, spec) in workspace.Repository.Models[model].Spec.Candidates)
            {
                images[$"{model}/{candidate}"] = await PushAsync(await builder.ServerAsync(spec.Serving.Runtime, model, cancellation), cancellation);
            }
        }

        return images;
    }

    private bool ServesSavedModels(string model) =>
        workspace.Repository.Models[model].Spec.Candidates.Values.Any(candidate => workspace.Repository.Runtimes[candidate.Serving.Runtime].Spec.Serves?.Kind == SavedModel.Kind);

    private async Task<JobImage> PushAsync(PlannedImage image, CancellationToken cancellation)
    {
        var (reference, _) = await publication.PushAsync(image, cancellation);
        var settings = await image.SettingsAsync(cancellation);
        var variables = settings.Environment!.Select(variable => variable.Split('=', 2)).ToDictionary(variable => variable[0], variable => variable[1]);
        return new JobImage(reference, settings.Entrypoint!, variables);
    }

    private async Task<IReadOnlyDictionary<string, PlannedSource>> SourcesAsync(StepGraph graph, CancellationToken cancellation)
    {
        var here = graph.Nodes.Where(node => node.Component.Spec.Kind == "source" && (node.Component.Spec.Reads.Count > 0 || node.Files.Count > 0)).ToList();
        var found = new SortedDictionary<string, PlannedSource>(StringComparer.Ordinal);
        if (here.Count == 0) return found;
        var names = here.SelectMany(node => node.Names, (node, name) => (name, node)).ToDictionary(pair => pair.name, pair => pair.node);
        var outcome = await read(new StepGraph(here, names));
        if (outcome.Failures.Count > 0) throw new Diagnostics.YardException(outcome.Failures);
        using var entries = new SharedEntries(workspace.Store, ImagePublication.Open($"{environment.Registry}/{SharedEntries.Repository}", workspace.Time));
        foreach (var result in outcome.Done.Values)
        {
            await entries.PushAsync(result.Key.Digest, result.Record, result.Node.Component.Spec.Nondeterministic, cancellation);
            var fingerprint = Digest.Parse(result.Key.Document["source"]!.GetValue<string>());
            foreach (var name in result.Node.Names) found[name.ToString()] = new PlannedSource(fingerprint, result.Key.Digest);
        }

        return found;
    }
}
