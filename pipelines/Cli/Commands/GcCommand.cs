using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Running.Collection;
using Modelyard.Specs;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard gc [--keep-runs N] [--older-than DURATION] [--dry-run]</c></summary>
internal sealed class GcCommand : YardCommand
{
    private const int DefaultRuns = 10;

    private readonly Option<int> _keepRuns = new("--keep-runs") { Description = "Keep so many of the newest runs, with their logs and everything that they made; the newest run of each model is kept in any case.", DefaultValueFactory = _ => DefaultRuns, HelpName = "N" };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = "Take away only what is older: 90s, 10m, 2h, 14d. Default: whatever nothing needs.", HelpName = "DURATION" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would go; take nothing away." };

    public GcCommand()
        : base("gc", "Clean the store: take away what no version, no kept run and no running `up` or `run` needs. Versions always stay, whole. Safe beside anything that runs.")
    {
        Options.Add(_keepRuns);
        Options.Add(_olderThan);
        Options.Add(_dryRun);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard gc --dry-run                   # what would go, and how much that is",
        "yard gc                             # versions stay, and the ten newest runs",
        "yard gc --keep-runs 100 --older-than 14d",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var runs = arguments.GetValue(_keepRuns);
        if (runs < 0) throw CliCodes.BadArgument.Failure($"--keep-runs is {runs}, expected 0 or more");
        var dryRun = arguments.GetValue(_dryRun);
        var collected = new GarbageCollector(workspace.Store, workspace.Time).Collect(new Retention(runs, Age(arguments.GetValue(_olderThan))), dryRun);
        if (output.IsJson) output.Json(new { dryRun, collected.Bytes, collected.Objects, collected.Steps, collected.Code, collected.Environments, collected.Builds, collected.Runs, collected.Logs, collected.Leftovers, collected.Kept });
        else Write(collected, dryRun, output);
        return Task.FromResult(ExitCodes.Done);
    }

    private static TimeSpan Age(string? text)
    {
        if (text is null) return TimeSpan.Zero;
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 10_000) return TimeSpan.FromDays(days);
        return Duration.TryParse(text, out var duration)
            ? duration.Value
            : throw CliCodes.BadArgument.Failure($"--older-than is '{text}', expected a whole number and its unit", "write it as 90s, 10m, 2h or 14d");
    }

    private static void Write(Collected collected, bool dryRun, Output output)
    {
        string Count(int number, string one, string many) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";
        output.Line($"{(dryRun ? "would free" : "freed")} {Sizes.Of(collected.Bytes)}; {Count(collected.Kept, "tree", "trees")} of content {(collected.Kept == 1 ? "stays" : "stay")}");
        if (collected.Objects > 0) output.Line($"  {Count(collected.Objects, "tree", "trees")} of content that no version and no kept run needs");
        if (collected.Steps > 0) output.Line($"  {Count(collected.Steps, "cached step", "cached steps")}");
        if (collected.Code > 0) output.Line($"  {Count(collected.Code, "copy", "copies")} of source folders");
        if (collected.Environments > 0) output.Line($"  {Count(collected.Environments, "virtual environment", "virtual environments")} of models");
        if (collected.Builds > 0) output.Line($"  {Count(collected.Builds, "build", "builds")} of the command line that nothing runs from");
        if (collected.Runs.Count > 0) output.Line($"  {Count(collected.Runs.Count, "run", "runs")} with logs, {Span(collected.Runs)}");
        if (collected.Logs.Count > 0) output.Line($"  logs of {Count(collected.Logs.Count, "run", "runs")} that made versions, {Span(collected.Logs)}");
        if (collected.Leftovers > 0) output.Line($"  {Count(collected.Leftovers, "file", "files")} that killed processes left");
    }

    private static string Span(IReadOnlyList<string> runs) => runs.Count == 1 ? runs[0] : $"{runs[0]} to {runs[^1]}";
}
