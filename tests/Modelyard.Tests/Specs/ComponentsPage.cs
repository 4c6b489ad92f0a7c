using System.Text;
using Modelyard.Specs;

namespace Modelyard.Tests.Specs;

/// <summary>Renders <c>docs/components.md</c>.</summary>
internal static class ComponentsPage
{
    // In the order of a pipeline.
    private static readonly (string Kind, string Title, string What)[] Kinds =
    [
        ("source", "Sources", "give rows; only they read outside their inputs"),
        ("union", "Unions", "put rows of sources under each other, before they are split"),
        ("split", "Splits", "decide which rows are trained on, before anything is fitted"),
        ("transform", "Transforms", "are fitted on training rows and transform all; what they fitted serves"),
        ("estimator", "Estimators", "learn from training rows and predict the test rows"),
        ("report", "Reports", "compare predictions with the truth; their metrics are what gates judge"),
        ("export", "Exports", "make something else of what was fitted"),
    ];

    public static string Render(IEnumerable<SpecFile<ComponentSpec>> components)
    {
        var page = new StringBuilder(
            """
            # Components

            Every reusable step: what it takes and gives, its parameters with defaults and ranges, and how it serves. An input takes an output of the same
            type; `…` marks one that takes a list. `docs/architecture.md`, section 3, says what the types are. `./yard components NAME` shows the same.

            This page is generated from the component.yaml files: `YARD_WRITE=1 ./test Modelyard.Tests` writes it, and that suite fails when it is out of date.

            """);
        var sorted = components.OrderBy(component => component.Spec.Name, StringComparer.Ordinal).ToList();
        foreach (var (kind, title, what) in Kinds.Where(kind => sorted.Exists(component => component.Spec.Kind == kind.Kind)))
        {
            page.Append($"\n## {title}\n\n{title} {what}.\n\n| component | takes | gives | runs on | serves |\n|---|---|---|---|---|\n");
            foreach (var component in sorted.Where(component => component.Spec.Kind == kind)) page.Append(Row(component.Spec));
            foreach (var component in sorted.Where(component => component.Spec.Kind == kind)) page.Append(Section(component));
        }

        return page.ToString();
    }

    private static string Row(ComponentSpec spec) =>
        $"| [`{spec.Name}`](#{spec.Name}) | {Types(spec.Inputs)} | {Types(spec.Outputs)} | {spec.Runtime} | {Serves(spec)} |\n";

    private static string Section(SpecFile<ComponentSpec> component)
    {
        var spec = component.Spec;
        var text = new StringBuilder($"\n### {spec.Name}\n\n{spec.Description} [README](../{component.Folder}/README.md)\n\n| | name | type | |\n|---|---|---|---|\n");
        foreach (var (name, port) in spec.Inputs) text.Append($"| input | `{name}` | {Words(port)}{(port.Optional ? ", optional" : "")} | {Cell(port.Description)} |\n");
        foreach (var (name, port) in spec.Outputs) text.Append($"| output | `{name}` | {Words(port)} | {Cell(port.Description)}{Columns(port)} |\n");
        foreach (var (name, parameter) in spec.Parameters) text.Append($"| parameter | `{name}` | {Type(parameter)}, {Default(parameter)} | {Cell(parameter.Description)} |\n");
        if (spec.Metrics.Count > 0) text.Append($"\nMetrics: {string.Join(", ", spec.Metrics.Select(metric => $"`{metric}`"))}.\n");
        return text.ToString();
    }

    private static string Types(IReadOnlyDictionary<string, PortSpec> ports) => string.Join(", ", ports.Values.Select(Words));

    private static string Words(PortSpec port) => ComponentPorts.Words(port) + (port.Many ? "…" : "");

    private static string Columns(PortSpec port)
    {
        var columns = port.Columns.Select(column => $"`{column.Key}` {column.Value.Type}").ToList();
        if (port.ColumnsFrom is { } from) columns.Add($"as the parameter `{from}` says");
        columns.AddRange(port.Adds.Select(added => $"{(added.Key.StartsWith('$') ? $"the one that `{added.Key[1..]}` names" : $"`{added.Key}`")} {added.Value.Type} added"));
        return columns.Count == 0 ? "" : $"{(port.Description.Length == 0 ? "" : "; ")}columns: {string.Join(", ", columns)}";
    }

    private static string Serves(ComponentSpec spec) => string.Join(", ", new[] { spec.Serves?.Python is null ? null : "Python", spec.Serves?.Onnx == true ? "ONNX" : null, spec.Serves?.Mlnet == true ? "ML.NET" : null }.OfType<string>());

    private static string Type(ParameterSpec parameter)
    {
        var type = (parameter.Type, parameter.Of) switch
        {
            ("list" or "columns", { } of) => $"{parameter.Type} of {of}",
            ("column", { } of) => $"column of {of}",
            var (other, _) => other,
        };
        var range = (parameter.Minimum, parameter.Maximum) switch
        {
            ({ } least, { } most) => $" from {least:0.##########} to {most:0.##########}",
            ({ } least, null) => $", at least {least:0.##########}",
            (null, { } most) => $", at most {most:0.##########}",
            _ => "",
        };
        var unit = range.Length > 0 && parameter.Type is "list" or "columns" ? " items" : "";
        return parameter.Choices.Count == 0 ? type + range + unit : string.Join(" or ", parameter.Choices.Select(choice => $"`{choice}`"));
    }

    private static string Default(ParameterSpec parameter) => parameter switch
    {
        { Required: true } => "required",
        { Default: { ValueKind: not (System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.Undefined) } value } => $"default `{value.GetRawText()}`",
        _ => "unset",
    };

    private static string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal);
}
