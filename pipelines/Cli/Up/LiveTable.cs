using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Traffic;
using Modelyard.Versions;
using Spectre.Console;

namespace Modelyard.Cli.Up;

/// <summary>The table that <c>up</c> ends its start with: who answers for what, how well, and where.</summary>
internal static class LiveTable
{
    public static void Write(Workspace workspace, Uri gateway, IReadOnlyList<ModelRoute> routes, Output output)
    {
        // Where a model has no accuracy, the figures are of different metrics, and each says which it is.
        var arms = routes.SelectMany(route => route.Arms.Select((arm, number) => Answering(workspace, route.Model, arm, first: number == 0))).ToList();
        var named = arms.Exists(arm => arm.Metric is { Name: not "accuracy" });
        var table = new Table().RoundedBorder().AddColumns("model", "arm", "version", "weight", named ? "metric" : "accuracy", "address");
        foreach (var (model, arm, first, candidate, metric) in arms)
        {
            table.AddRow(
                first ? Markup.Escape(model) : "",
                arm.Name,
                $"{arm.Version} {Markup.Escape(candidate)}",
                $"{arm.Weight.ToString("0.##", CultureInfo.InvariantCulture)} %",
                Quality(metric, named),
                first ? $"/v1/models/{Markup.Escape(model)}:predict" : "");
        }

        // The gateway's own address stands once, so that the table fits into 100 columns.
        output.Line($"gateway {gateway.ToString().TrimEnd('/')}");
        output.Answer.Write(table);
    }

    /// <summary>A command line that asks the first model for its samples.</summary>
    public static void WriteExample(Workspace workspace, Uri gateway, IReadOnlyList<ModelRoute> routes, Output output)
    {
        if (routes is not [var example, ..]) return;
        output.Line($"  curl -s {gateway}v1/models/{example.Model}:predict -d @models/{example.Model}/{workspace.Repository.Models[example.Model].Spec.Tests.Samples}");
    }

    /// <summary>The same as JSON.</summary>
    public static object Json(Workspace workspace, Uri gateway, IReadOnlyList<ModelRoute> routes) => routes.Select(route => new
    {
        route.Model,
        address = $"{gateway}v1/models/{route.Model}:predict",
        arms = route.Arms.Select(arm => new
        {
            arm.Name,
            arm.Version,
            arm.Weight,
            identity = arm.Identity,
            metrics = workspace.Versions.FindIdentity(route.Model, arm.Identity)?.Manifest.Metrics,
        }),
    });

    private static (string Model, Arm Arm, bool First, string Candidate, (string Name, double Value)? Metric) Answering(Workspace workspace, string model, Arm arm, bool first)
    {
        if (workspace.Versions.FindIdentity(model, arm.Identity)?.Manifest is not { } version) return (model, arm, first, "", null);
        var name = MainMetric.Of(workspace.Repository.Models[model].Spec, version);
        return (model, arm, first, version.Candidate, name is null ? null : (name, version.Metrics[name]));
    }

    private static string Quality((string Name, double Value)? metric, bool named) => metric is not var (name, value) ? ""
        : (named ? $"{Markup.Escape(name)} " : "") + value.ToString("0.000", CultureInfo.InvariantCulture);
}
