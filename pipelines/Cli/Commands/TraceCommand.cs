using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Versions;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard trace ID</c></summary>
internal sealed class TraceCommand : YardCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The id of a prediction: the header x-yard-prediction of its answer." };

    public TraceCommand()
        : base("trace", "Follow a prediction back: when it was given, by which version, from which run and commit, on which data, by which steps.") =>
        Arguments.Add(_id);

    public override IReadOnlyList<string> Examples =>
    [
        "yard trace 01KAT9V3T0R6H2E8M4C1Q7W5ZX-34eb2c650422",
        "yard predict item-photo models/item-photo/samples.json   # its last line ends with an id",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var lineage = Lineage.Of(arguments.GetRequiredValue(_id).Trim(), workspace.Repository, workspace.Store, workspace.Versions);
        if (output.IsJson) output.Json(Json(lineage));
        else Write(lineage, output);
        return Task.FromResult(ExitCodes.Done);
    }

    private static void Write(Lineage lineage, Output output)
    {
        var (version, manifest) = (lineage.Version, lineage.Version.Manifest);
        output.Line($"{lineage.Id}");
        output.Line($"  answered    {lineage.Id.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}Z");
        output.Line($"  version     {manifest.Model}@{version.Name}, candidate {manifest.Candidate}, {manifest.Identity}");
        output.Line($"  arm         {Arms(lineage)}");
        if (version.Origin is { } origin)
        {
            output.Line($"  run         {origin.Run}, {origin.Created:u}");
            output.Line($"  commit      {Commit(origin)}");
        }

        foreach (var source in lineage.Sources) output.Line($"  data        {source.Name} ({source.Component}) read {source.Source}");
        output.Line($"  evaluation  {manifest.EvaluationData}");
        foreach (var (name, value) in manifest.Metrics) output.Line($"  {name,-12}{value.ToString("0.####", CultureInfo.InvariantCulture)}");
        output.Line("  steps");
        foreach (var step in lineage.Steps) output.Line($"    {step.Name,-16} {step.Component,-22} key {step.Key.Short}{(step.Run is { } run ? $"  run {run}" : "")}");
        output.Line("ask that version again:");
        output.Line($"  ./yard predict {manifest.Model}@{version.Name} FILE       # while it is live");
        output.Line($"  ./yard show {manifest.Model}@{version.Name}");
    }

    private static string Arms(Lineage lineage) => lineage.Arms.Count == 0
        ? "in no release now"
        : string.Join(", ", lineage.Arms.Select(arm => string.Create(CultureInfo.InvariantCulture, $"{arm.Arm} of {arm.Environment} ({arm.Weight:0.##} %)"))) + ", as the release says now";

    private static string Commit(VersionOrigin origin) =>
        origin.Commit is not { } commit ? "none: not in git" : origin.Dirty ? $"{commit}, with changes that were not committed" : commit;

    private static object Json(Lineage lineage) => new
    {
        id = lineage.Id.ToString(),
        time = lineage.Id.Time,
        model = lineage.Version.Manifest.Model,
        version = lineage.Version.Name,
        candidate = lineage.Version.Manifest.Candidate,
        identity = lineage.Version.Manifest.Identity,
        origin = lineage.Version.Origin,
        arms = lineage.Arms,
        evaluationData = lineage.Version.Manifest.EvaluationData,
        metrics = lineage.Version.Manifest.Metrics,
        steps = lineage.Steps,
    };
}
