using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;

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
        var render = arguments.GetValue(_render);
        var dryRun = arguments.GetValue(_dryRun);
        if (render is not null && dryRun) throw CliCodes.BadArgument.Failure("--render asks no cluster, --dry-run does; expected one of them");
        if (render is not null)
        {
            var rendered = await new DeploySession(workspace, environment, named, arguments.GetValue(_bases) ?? "", output).PlanAsync(new ClusterFeatures(), push: false, cancellation);
            var files = ManifestFolder.Write(rendered, Path.GetFullPath(render));
            if (output.IsJson) output.Json(new { folder = render, changed = files });
            else output.Line($"{render}: {(files.Count == 0 ? "nothing new" : $"{files.Count} files changed")}, {rendered.Models.Count} models");
            return ExitCodes.Done;
        }

        var session = new DeploySession(workspace, environment, named, arguments.GetValue(_bases) ?? "", output);
        if (dryRun) return ShowChanges(await session.DryRunAsync(cancellation), output);
        var (outcome, number) = await session.RunAsync(cancellation);
        if (output.IsJson) output.Json(new { environment = environment.Name, deploy = number, changes = outcome.Changes.Select(Json), failures = outcome.Failures.Select(DiagnosticJson.Of) });
        else output.Line(DeploySession.Summary(environment, outcome));
        return outcome.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
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
