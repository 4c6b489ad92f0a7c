using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.GitOps;
using Modelyard.Specs;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard gitops [--once] [--environment NAME]</c></summary>
internal sealed class GitOpsCommand : YardCommand
{
    private readonly Option<bool> _once = new("--once") { Description = "Handle what is new and end; without it, look again and again until interrupted." };
    private readonly Option<string> _interval = new("--interval") { Description = "How long to wait between two looks.", DefaultValueFactory = _ => "30s", HelpName = "DURATION" };
    private readonly Option<string> _environment = new("--environment") { Description = "The environment whose releases are proposed, and deployed where it is on a cluster.", DefaultValueFactory = _ => EnvironmentsSpec.Local, HelpName = "NAME" };
    private readonly Option<string> _remote = RemoteArgument.Remote();
    private readonly Option<string> _branch = RemoteArgument.Branch();
    private readonly Option<string> _on = RunPlaces.Option();

    public GitOpsCommand()
        : base("gitops", "Do for any git remote what the workflows do on GitHub: report on branches; train, number, propose for release and deploy what is merged; bring this working tree forward, which a running `up` follows.")
    {
        Options.Add(_once);
        Options.Add(_interval);
        Options.Add(_environment);
        Options.Add(_remote);
        Options.Add(_branch);
        Options.Add(_on);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard gitops --once                  # what is new on origin; reports are in .yard/gitops/reports/",
        "yard gitops --environment dev       # every 30 seconds, and what is merged is live on dev",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var environment = arguments.GetValue(_environment)!;
        var known = workspace.Repository.Environments.Environments;
        if (!known.TryGetValue(environment, out var spec)) throw CliCodes.BadArgument.Failure($"--environment is '{environment}'; there are {string.Join(", ", known.Keys)}", Diagnostics.NearestName.Hint(environment, known.Keys));
        if (!Duration.TryParse(arguments.GetValue(_interval)!, out var interval)) throw CliCodes.BadArgument.Failure($"--interval is '{arguments.GetValue(_interval)}'; expected for example 30s or 5m");
        var options = new GitOpsOptions(arguments.GetValue(_branch)!, environment, spec.Registry);
        var clone = new GitClone(workspace.Root, arguments.GetValue(_remote)!, workspace.Time);
        var pass = new GitOpsPass(workspace, clone, options, new GitOpsWork(workspace, arguments.GetValue(_on)!, environment, output));
        while (true)
        {
            var outcome = await pass.RunAsync(cancellation);
            if (arguments.GetValue(_once)) return Show(outcome, output);
            await Task.Delay(interval.Value, workspace.Time, cancellation);
        }
    }

    private static int Show(GitOpsOutcome outcome, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new
            {
                outcome.Main,
                versions = (outcome.Merged?.Numbered ?? []).Select(version => new { version.Version.Model, version.Version.Candidate, version.Version.Identity, version.Number, version.IsNew }),
                proposed = outcome.Merged?.Proposed ?? [],
                unfinished = outcome.Merged?.Unfinished ?? [],
                outcome.Reports,
            });
        }
        else
        {
            var numbered = outcome.Merged?.Numbered.Count(version => version.IsNew) ?? 0;
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{outcome.Main[..12]}: {numbered} versions numbered, {outcome.Merged?.Proposed.Count ?? 0} releases proposed, {outcome.Reports.Count} branches reported on"));
        }

        return outcome.Failed ? ExitCodes.Failed : ExitCodes.Done;
    }
}
