using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Releases.Deploying;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard live MODEL --environment NAME [--at TIME]</c></summary>
internal sealed class LiveCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Option<string> _environment = new("--environment") { Description = "Where.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _at = new("--at") { Description = "When: 2026-11-25T04:00:00Z, or a date. Default: now.", HelpName = "TIME" };

    public LiveCommand()
        : base("live", "Show which versions of a model were live in an environment, by the log of its deploys. The cluster is not asked.")
    {
        Arguments.Add(_model);
        Options.Add(_environment);
        Options.Add(_at);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard live item-photo --environment production",
        "yard live item-photo --environment production --at 2026-11-24T09:30Z   # while the complaint was written",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = arguments.GetRequiredValue(_model);
        var environment = DeployEnvironment.Of(workspace.Repository, arguments.GetRequiredValue(_environment));
        DateTimeOffset? time = null;
        if (arguments.GetValue(_at) is { } text)
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            time = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at) ? at : throw CliCodes.BadArgument.Failure($"--at is '{text}'; expected a time such as 2026-11-25T04:00:00Z");
        }

        var log = DeployLog.Open(ModelRegistry.Of(environment.Registry, workspace), environment.Name);
        var (deploy, live) = await LiveRelease.FindAsync(log, environment.Name, model, time, cancellation);
        if (output.IsJson)
        {
            output.Json(new { model, environment = environment.Name, deploy.Time, deploy.Commit, deploy.Dirty, live });
            return ExitCodes.Done;
        }

        output.Line($"{model} in {environment.Name}, deployed {deploy.Time.UtcDateTime:u}{(deploy.Commit is { } commit ? $" from {commit[..10]}{(deploy.Dirty ? "+" : "")}" : "")}");
        foreach (var arm in live?.Arms ?? []) output.Line($"  {arm.Arm}  {arm.Weight.ToString("0.##", CultureInfo.InvariantCulture)} %  {arm.Version}  {arm.Identity}");
        if (live is null) output.Line("  not live");
        return ExitCodes.Done;
    }
}
