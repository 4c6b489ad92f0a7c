using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.GitOps;
using Modelyard.Versions;
using Modelyard.Versions.Numbers;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard number [MODEL[@VERSION]…] [--registry REGISTRY] [--propose ENVIRONMENT] [--remote NAME] [--branch NAME]</c></summary>
internal sealed class NumberCommand : YardCommand
{
    private readonly Argument<string[]> _versions = new("MODEL[@VERSION]") { Arity = ArgumentArity.ZeroOrMore, Description = "Versions of this store; a model stands for the current version of each of its candidates, which a cluster may have made. Default: all models." };
    private readonly Option<string?> _registry = new("--registry") { Description = "Where they are published: " + RegistryArgument.Forms + " Default: the layout in the store.", HelpName = "REGISTRY" };
    private readonly Option<string?> _propose = new("--propose") { Description = "Also push branches release/MODEL, in which what is new has a small share of this environment's traffic.", HelpName = "ENVIRONMENT" };
    private readonly Option<string> _remote = RemoteArgument.Remote();
    private readonly Option<string> _branch = RemoteArgument.Branch();

    public NumberCommand()
        : base("number", "Give versions their numbers v1, v2, …, for automation on merge: pushed by identity, written to models/MODEL/versions.yaml in a commit on the remote's branch, then tagged. What has a number keeps it.")
    {
        Arguments.Add(_versions);
        Options.Add(_registry);
        Options.Add(_propose);
        Options.Add(_remote);
        Options.Add(_branch);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard number --registry production --propose production",
        "yard number item-photo@dev3 --registry registry.example/modelyard",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var named = arguments.GetValue(_versions) ?? [];
        var versions = (named.Length > 0 ? named : [.. workspace.Select([])]).SelectMany(text => Named(text, workspace)).DistinctBy(version => version.Identity).ToList();
        var (commit, dirty) = workspace.Commit;
        if (commit is null || dirty) throw CliCodes.BadArgument.Failure($"{workspace.Root} {(commit is null ? "has no commit" : "differs from its commit")}; a number says which commit a version was made at", "commit first, or work in a fresh clone");
        var clone = new GitClone(workspace.Root, arguments.GetValue(_remote)!, workspace.Time);
        var numbers = new VersionNumbers(clone, arguments.GetValue(_branch)!, workspace.Time);
        var outcome = await new Numbering(workspace, ModelRegistry.Of(arguments.GetValue(_registry), workspace), numbers).GiveAsync(versions, commit, cancellation);
        output.Problems(outcome.Problems);
        var (proposed, problems) = arguments.GetValue(_propose) is { } environment ? await new ReleaseBranches(clone, environment).PushAsync(outcome, cancellation) : ([], []);
        output.Problems(problems);
        if (output.IsJson) output.Json(new { outcome.Commit, proposed, versions = outcome.Versions.Select(version => new { version.Version.Model, version.Version.Candidate, version.Version.Identity, version.Number, version.IsNew }) });
        else Write(outcome, proposed, output);
        return ExitCodes.Done;
    }

    private static void Write(NumberingOutcome outcome, IReadOnlyList<string> proposed, Output output)
    {
        foreach (var version in outcome.Versions) output.Line($"{version.Version.Model}@{version.Number}  {version.Version.Candidate}  {version.Version.Identity.Short}{(version.IsNew ? "  new" : "")}");
        foreach (var branch in proposed) output.Line($"pushed {branch}, to be merged by a person");
    }

    private static IEnumerable<CandidateVersion> Named(string text, Workspace workspace)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            var (model, version) = ModelArgument.WithVersion(text, workspace);
            return [CandidateVersion.Of(workspace.Versions.Find(model, version).Manifest)];
        }

        return workspace.Select([text]).SelectMany(model => workspace.Repository.Models[model].Spec.Candidates.Keys, (model, candidate) => workspace.Versions.CurrentIdentity(model, candidate)).OfType<CandidateVersion>();
    }
}
