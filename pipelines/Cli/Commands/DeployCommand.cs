using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Clusters;
using Modelyard.Images.Builder;
using Modelyard.Planning;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard deploy [MODEL…] --environment NAME [--render DIR] [--dry-run]</c></summary>
internal sealed class DeployCommand : YardCommand
{
    private readonly Argument<string[]> _models = new("MODEL") { Arity = ArgumentArity.ZeroOrMore, Description = "Only these models. Default: all that have a release there; those that have none any more are removed." };
    private readonly Option<string> _environment = new("--environment") { Description = "Where to: an environment with a place for serving.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _render = new("--render") { Description = "Ask no cluster: write the manifests as YAML into this folder, for review or for another GitOps engine.", HelpName = "DIR" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Change nothing: show what the cluster says would be other than it is, field by field." };
    private readonly Option<string?> _bases = new("--bases") { Description = "Images stand on the bases of pipelines/Runtimes/images.NAME.yaml.", HelpName = "NAME" };

    public DeployCommand()
        : base("deploy", "Make an environment's cluster be as models/*/releases/ENVIRONMENT.yaml say: images, servers, routes, gateway, in the order that fails no request. A second deploy changes nothing.")
    {
        Arguments.Add(_models);
        Options.Add(_environment);
        Options.Add(_render);
        Options.Add(_dryRun);
        Options.Add(_bases);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard deploy --environment dev --dry-run        # what would change",
        "yard deploy --environment dev",
        "yard deploy item-photo --environment dev",
        "yard deploy --environment production --render manifests",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var environment = DeployEnvironment.Of(workspace.Repository, arguments.GetRequiredValue(_environment));
        var named = arguments.GetValue(_models) ?? [];
        var models = workspace.Select(named);
        var render = arguments.GetValue(_render);
        var dryRun = arguments.GetValue(_dryRun);
        if (render is not null && dryRun) throw CliCodes.BadArgument.Failure("--render asks no cluster, --dry-run does; expected one of them");
        if (render is not null)
        {
            var rendered = await PlanAsync(arguments, workspace, environment, models, new ClusterFeatures(), push: false, output, cancellation);
            var files = ManifestFolder.Write(rendered, Path.GetFullPath(render));
            if (output.IsJson) output.Json(new { folder = render, changed = files });
            else output.Line($"{render}: {(files.Count == 0 ? "nothing new" : $"{files.Count} files changed")}, {rendered.Models.Count} models");
            return ExitCodes.Done;
        }

        using var cluster = await ClusterConnection.OpenAsync(environment.Serving.Context, environment.Serving.Namespace, new ClusterOptions { Time = workspace.Time }, cancellation);
        var log = DeployLog.Open(ModelRegistry.Of(environment.Registry, workspace), environment.Name);
        CommitOrder.Require(workspace.Root, await log.FindAsync(null, cancellation));
        var plan = await PlanAsync(arguments, workspace, environment, models, await ServingCluster.FeaturesAsync(cluster, cancellation), push: !dryRun, output, cancellation);
        var options = new DeployOptions { Note = output.Note, Warn = problem => output.Problems([problem]) };
        var deploy = new ClusterDeploy(cluster, plan, named.Length > 0 ? named : null, options);
        return dryRun ? ShowChanges(await deploy.DryRunAsync(cancellation), output) : await DeployAsync(deploy, log, workspace, environment, output, cancellation);
    }

    private static async Task<int> DeployAsync(ClusterDeploy deploy, DeployLog log, Workspace workspace, DeployEnvironment environment, Output output, CancellationToken cancellation)
    {
        // Looked at again when the lease is ours: somebody may have deployed meanwhile.
        var outcome = await deploy.RunAsync(async stop => CommitOrder.Require(workspace.Root, await log.FindAsync(null, stop)), cancellation);
        var (commit, dirty) = SourceCommit.Of(workspace.Root);
        var number = await log.RecordAsync(new DeployEntry(environment.Name, workspace.Time.GetUtcNow(), commit, dirty, [.. outcome.Live.Routes.Select(DeployedModel.Of)]), cancellation);
        output.Problems(outcome.Failures);
        if (output.IsJson) output.Json(new { environment = environment.Name, deploy = number, changes = outcome.Changes.Select(Json), failures = outcome.Failures.Select(DiagnosticJson.Of) });
        else output.Line($"{environment.Name}: {(outcome.Changes.Count == 0 ? "nothing to change" : $"{outcome.Changes.Count} changes")}{(outcome.Failures.Count == 0 ? "" : ", not everything is live")}");
        return outcome.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private async Task<DeployPlan> PlanAsync(
        ParseResult arguments, Workspace workspace, DeployEnvironment environment, IReadOnlyList<string> models, ClusterFeatures features, bool push, Output output, CancellationToken cancellation)
    {
        var notes = new Notes(output);
        var registry = ModelRegistry.Of(environment.Registry, workspace);
        var builder = new ImageBuilder(
            workspace,
            arguments.GetValue(_bases) ?? "",
            new Dictionary<string, Images.Runtimes.ProvisionedRuntime>(),
            reference => ImagePublication.Open(reference, workspace.Time),
            notes);
        var pull = new VersionPull(workspace, registry.Open, manifest => PullCommand.BlessingAsync(manifest, workspace, output, cancellation), output.Note);
        var images = new BuiltServingImages(workspace, builder, push ? new ImagePublication(workspace, environment.Registry) : null, environment.Registry, pull);
        var place = new ServingPlace(RepositoryName.Of(workspace.Root), environment.Name, environment.Serving, features);
        return await new WantedDeployment(workspace.Repository, environment, place, images, problem => output.Problems([problem])).PlanAsync(models, registry, cancellation);
    }

    private static int ShowChanges(IReadOnlyList<ObjectChange> changes, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new { changes = changes.Select(Json) });
            return ExitCodes.Done;
        }

        foreach (var change in changes)
        {
            output.Line(change.ToString());
            foreach (var field in change.Fields) output.Line($"    {field}");
        }

        if (changes.Count == 0) output.Line("nothing would change");
        return ExitCodes.Done;
    }

    private static object Json(ObjectChange change) => new { change.Verb, change.Kind, change.Name, change.Fields };
}
