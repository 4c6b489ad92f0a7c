using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Planning;
using Modelyard.Planning.Sources;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Sharing;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Running.Kubernetes;

/// <summary>Does a plan, inside its cluster: what <c>yard drive</c> does in the pod of a driver.</summary>
/// <param name="tell">Gets every event, in order; from any thread.</param>
public sealed class Driver(ClusterPlan plan, ClusterConnection cluster, Action<DriverEvent> tell, TimeProvider time)
{
    /// <summary>The plan that is in this image.</summary>
    public static ClusterPlan ReadPlan() => ClusterPlan.Parse(File.ReadAllBytes(ImagePlaces.Plan));

    /// <summary>The repository that is in this image, with the store on its volume.</summary>
    /// <exception cref="YardException">YARD3207.</exception>
    public static Workspace Open(ClusterPlan plan, TimeProvider time)
    {
        try
        {
            DurableFile.Write(Path.Combine(StorePlaces.Store, "driver"), []);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw ClusterRunCodes.StoreNotWritable.Failure($"the claim {plan.Place.Claim} of namespace {plan.Place.Namespace}: {refused.Message}");
        }

        var snapshot = new RepositorySnapshot(new FolderTrees(ImagePlaces.Repository), plan.Commit, plan.Dirty);
        return new Workspace(ImagePlaces.Repository, StorePlaces.Store, new ProgramFolders(AppContext.BaseDirectory, Path.Combine(ImagePlaces.Repository, "pipelines")), time, snapshot);
    }

    /// <summary>Runs the pipelines, makes versions and pushes them to the environment's registry, and entries where the plan says so.</summary>
    /// <returns>What came of it, and entries that the cache refused.</returns>
    public async Task<(TrainingOutcome Training, IReadOnlyList<Diagnostic> Refused)> RunAsync(Workspace workspace, CancellationToken cancellation)
    {
        var driver = await DriverIdentity.FindAsync(cluster, plan, cancellation);
        workspace.Select(plan.Models);
        await BringSourcesAsync(workspace, cancellation);
        await using var place = await ClusterPlace.OpenAsync(
            cluster, workspace, plan, driver, (step, line) => tell(new DriverEvent(DriverEventKind.Log) { Step = step.ToString(), Text = line }), Note, cancellation);
        var outcome = await new Training(workspace, place).TrainAsync(plan.Models, plan.Command, new Observer(tell), Note, cancellation);
        await PublishAsync(workspace, outcome, cancellation);
        return (outcome, plan.Share is { } share ? await ShareAsync(workspace, share, outcome.Run, cancellation) : []);
    }

    private void Note(string line) => tell(new DriverEvent(DriverEventKind.Note) { Text = line });

    // What a source read where the plan was made is a cached entry here.
    private async Task BringSourcesAsync(Workspace workspace, CancellationToken cancellation)
    {
        using var entries = new SharedEntries(workspace.Store, ImagePublication.Open($"{plan.Registry}/{SharedEntries.Repository}", time));
        foreach (var key in plan.Sources.Values.Select(source => source.Key).Distinct())
        {
            if (!await entries.PullAsync(key, cancellation)) throw ClusterRunCodes.SourceElsewhere.Failure($"{plan.Registry}/{SharedEntries.Repository} has no entry of {key}, which the plan counts on");
        }
    }

    private async Task PublishAsync(Workspace workspace, TrainingOutcome outcome, CancellationToken cancellation)
    {
        var push = new VersionPush(workspace, ModelRegistry.Of(plan.Registry, workspace).Open);
        foreach (var version in outcome.Candidates.Select(candidate => candidate.Version).OfType<NamedVersion>())
        {
            var pushed = await push.PushAsync(version.Manifest, version.Origin, null, cancellation);
            if (!pushed[^1].WasThere) Note($"{version.Manifest.Model}/{version.Manifest.Candidate}: pushed {version.Manifest.Identity.Short} to {plan.Registry}");
        }
    }

    private async Task<IReadOnlyList<Diagnostic>> ShareAsync(Workspace workspace, SharePlan share, RunOutcome run, CancellationToken cancellation)
    {
        var place = CachePlace.Of(plan.Registry, workspace);
        using var entries = place.Open(workspace.Store, share.Scope);
        var outcome = await CacheExchange.PushAsync(run, entries, cancellation);
        Note($"{place.Name}{(share.Scope is { } scope ? $" ({scope})" : "")}: {outcome.Moved.Count} entries sent, {outcome.There} there already");
        return outcome.Problems;
    }

    private sealed class Observer(Action<DriverEvent> tell) : IRunObserver
    {
        public void Started(string run, StepGraph graph) => tell(new DriverEvent(DriverEventKind.Run) { Run = run, Steps = [.. graph.Nodes.Select(node => node.Name.ToString())] });

        public void Changed(StepProgress progress) => tell(DriverEvent.Of(progress));

        public void Ended()
        {
        }
    }
}
