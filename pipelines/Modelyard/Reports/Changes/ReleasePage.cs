using Modelyard.Planning;
using static Modelyard.Reports.FigureText;

namespace Modelyard.Reports.Changes;

/// <summary>What is said of releases and of manifests.</summary>
internal static class ReleasePage
{
    private const int MostFields = 40;

    public static void Write(ModelChange model, IPageWriter writer)
    {
        foreach (var release in model.Releases) Write(release, writer);
        foreach (var manifests in model.Manifests) Write(model, manifests, writer);
    }

    private static void Write(ReleaseChange release, IPageWriter writer)
    {
        writer.Heading(3, $"Release to {release.Environment}");
        if (release.Broken)
        {
            writer.Warning("The file has errors: what is live stays.");
            return;
        }

        writer.Table(
            ["arm", "before", " weight", "now", " weight"],
            [.. release.Arms.Select(arm => (IReadOnlyList<string>)[arm.Arm, arm.WhoBefore ?? "", Percent(arm.WeightBefore), arm.Who ?? "", Percent(arm.Weight)])]);
        writer.Line(release switch
        {
            { Redealt: true } => "Its salt changed: every subject gets its arm anew.",
            { Arms: var arms } when arms.All(arm => arm.Who is null) => "Nobody is answered there any more.",
            { Arms: var arms } when arms.All(arm => arm.WhoBefore is null) => "It was not released there before.",
            _ => $"{Percent(release.Moving)} of the subjects get another arm; all others keep theirs.",
        });
    }

    private static void Write(ModelChange model, ManifestChanges manifests, IPageWriter writer)
    {
        writer.Heading(3, $"Manifests for {manifests.Environment}");
        if (manifests.Unknown is { } why)
        {
            writer.Line($"They cannot be told without its registry ({why}); this shows them: ./yard deploy {model.Planned.Name} --environment {manifests.Environment} --dry-run");
            return;
        }

        if (manifests.Changes.Count == 0)
        {
            writer.Line(model.Planned.Action == PlannedAction.Train ? "Nothing but the version in them differs." : "Nothing differs.");
            return;
        }

        var rows = manifests.Changes.SelectMany(change => change.Fields.Count == 0 ? [""] : change.Fields, (change, field) => (IReadOnlyList<string>)[change.ToString(), field]).ToList();
        writer.Table(["object", "field"], [.. rows.Take(MostFields)]);
        if (rows.Count > MostFields) writer.Line($"… and {rows.Count - MostFields} fields more.");
    }
}
