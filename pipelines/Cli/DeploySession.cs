using Modelyard.Cli.Commands;
using Modelyard.Cli.Display;
using Modelyard.Clusters;
using Modelyard.Images.Builder;
using Modelyard.Planning;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli;

/// <summary>A deploy as <c>deploy</c> and <c>gitops</c> both do it.</summary>
/// <param name="models">Only these; none: all.</param>
/// <param name="bases">What images stand on; empty for the usual.</param>
internal sealed class DeploySession(Workspace workspace, DeployEnvironment environment, IReadOnlyList<string> models, string bases, Output output)
{
    private readonly ModelRegistry _registry = ModelRegistry.Of(environment.Registry, workspace);

    // What is wrong with names and specs is told before any cluster is asked.
    private readonly IReadOnlyList<string> _selected = workspace.Select(models);
    private DeployLog Log => field ??= DeployLog.Open(_registry, environment.Name);

    /// <summary>One line for people.</summary>
    public static string Summary(DeployEnvironment environment, DeployOutcome outcome) =>
        $"{environment.Name}: {(outcome.Changes.Count == 0 ? "nothing to change" : $"{outcome.Changes.Count} changes")}{(outcome.Failures.Count == 0 ? "" : ", not everything is live")}";

    /// <summary>What would change.</summary>
    public async Task<IReadOnlyList<ObjectChange>> DryRunAsync(CancellationToken cancellation)
    {
        using var cluster = await ConnectAsync(cancellation);
        return await (await DeployAsync(cluster, push: false, cancellation)).DryRunAsync(cancellation);
    }

    /// <summary>Makes the cluster so, and writes it into the log of deploys.</summary>
    /// <returns>What became of it, and the log's number.</returns>
    public async Task<(DeployOutcome Outcome, int Number)> RunAsync(CancellationToken cancellation)
    {
        using var cluster = await ConnectAsync(cancellation);
        var deploy = await DeployAsync(cluster, push: true, cancellation);
        // Looked at again when the lease is ours: somebody may have deployed meanwhile.
        var outcome = await deploy.RunAsync(async stop => CommitOrder.Require(workspace.Root, await Log.FindAsync(null, stop)), cancellation);
        var (commit, dirty) = SourceCommit.Of(workspace.Root);
        var number = await Log.RecordAsync(new DeployEntry(environment.Name, workspace.Time.GetUtcNow(), commit, dirty, [.. outcome.Live.Routes.Select(DeployedModel.Of)]), cancellation);
        output.Problems(outcome.Failures);
        return (outcome, number);
    }

    /// <summary>All objects that there are to be.</summary>
    /// <param name="features">What the cluster can do.</param>
    /// <param name="push">Whether images are sent, or only planned.</param>
    public async Task<DeployPlan> PlanAsync(ClusterFeatures features, bool push, CancellationToken cancellation)
    {
        var notes = new Notes(output);
        var builder = new ImageBuilder(workspace, bases, new Dictionary<string, Images.Runtimes.ProvisionedRuntime>(), reference => ImagePublication.Open(reference, workspace.Time), notes);
        var pull = new VersionPull(workspace, _registry.Open, manifest => PullCommand.BlessingAsync(manifest, workspace, output, cancellation), output.Note);
        var images = new BuiltServingImages(workspace, builder, push ? new ImagePublication(workspace, environment.Registry) : null, environment, pull);
        var place = new ServingPlace(RepositoryName.Of(workspace.Root), environment.Name, environment.Serving, features);
        return await new WantedDeployment(workspace.Repository, environment, place, images, problem => output.Problems([problem])).PlanAsync(_selected, _registry, cancellation);
    }

    private Task<ClusterConnection> ConnectAsync(CancellationToken cancellation) =>
        ClusterConnection.OpenAsync(environment.Serving.Context, environment.Serving.Namespace, new ClusterOptions { Time = workspace.Time }, cancellation);

    private async Task<ClusterDeploy> DeployAsync(ClusterConnection cluster, bool push, CancellationToken cancellation)
    {
        CommitOrder.Require(workspace.Root, await Log.FindAsync(null, cancellation));
        var plan = await PlanAsync(await ServingCluster.FeaturesAsync(cluster, cancellation), push, cancellation);
        var options = new DeployOptions { Note = output.Note, Warn = problem => output.Problems([problem]) };
        return new ClusterDeploy(cluster, plan, models.Count > 0 ? models : null, options);
    }
}
