using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Specs;
using Spectre.Console;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard components [NAME]</c></summary>
internal sealed class ComponentsCommand : YardCommand
{
    private readonly Argument<string?> _name = new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "One component, with its ports and parameters." };

    public ComponentsCommand()
        : base("components", "List the reusable steps, or show what one takes and gives.") =>
        Arguments.Add(_name);

    public override IReadOnlyList<string> Examples =>
    [
        "yard components",
        "yard components split",
        "yard components item-photo/edges    # a model's own, in models/item-photo/code/edges/",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var components = workspace.Repository.Components;
        if (arguments.GetValue(_name) is { } name)
        {
            var component = components.TryGetValue(name, out var found)
                ? found.Spec
                : throw WorkspaceCodes.UnknownComponent.Failure($"there is no component '{name}'", NearestName.Hint(name, components.Keys) ?? "list them with `./yard components`");
            if (output.IsJson) output.Json(component);
            else Show(component, output);
        }
        else if (output.IsJson)
        {
            output.Json(new { components = Shared(components).OrderBy(component => component.Name, StringComparer.Ordinal) });
        }
        else
        {
            List(Shared(components), output);
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static IEnumerable<ComponentSpec> Shared(IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components) =>
        components.Where(component => !OwnComponents.IsOwn(component.Key) && !ModelCall.Is(component.Key)).Select(component => component.Value.Spec);

    private static void List(IEnumerable<ComponentSpec> components, Output output)
    {
        foreach (var component in components.OrderBy(component => component.Kind, StringComparer.Ordinal).ThenBy(component => component.Name, StringComparer.Ordinal))
        {
            var takes = string.Join(", ", component.Inputs.Values.Select(port => port.Many ? $"{ComponentPorts.Words(port)}…" : ComponentPorts.Words(port)));
            var gives = string.Join(", ", component.Outputs.Values.Select(ComponentPorts.Words));
            output.Line($"{component.Name} ({component.Kind})  {takes}{(takes.Length > 0 ? " " : "")}→ {gives}");
            output.Answer.Write(new Padder(new Text(component.Description), new Padding(4, 0, 0, 0)));
        }
    }

    private static void Show(ComponentSpec component, Output output)
    {
        output.Line($"{component.Name} ({component.Kind}, runs on {component.Runtime})");
        output.Line($"  {component.Description}");
        Ports("takes", component.Inputs, output);
        Ports("gives", ComponentPorts.OutputsOf(component), output);
        if (component.Parameters.Count > 0) output.Line("  parameters");
        foreach (var (name, parameter) in component.Parameters)
        {
            var range = (parameter.Minimum, parameter.Maximum) switch
            {
                ({ } least, { } most) => $", {least} to {most}",
                ({ } least, null) => $", at least {least}",
                (null, { } most) => $", at most {most}",
                _ => "",
            };
            var choices = parameter.Choices.Count > 0 ? $", one of {string.Join(", ", parameter.Choices)}" : "";
            var initial = parameter.Required ? "required" : $"default {parameter.Default?.GetRawText() ?? "null"}";
            output.Line($"    {name,-18} {parameter.Type}{range}{choices}; {initial}. {parameter.Description}");
        }
    }

    private static void Ports(string word, IReadOnlyDictionary<string, PortSpec> ports, Output output)
    {
        if (ports.Count == 0) return;
        output.Line($"  {word}");
        foreach (var (name, port) in ports)
        {
            var columns = port.Columns.Count > 0 ? $" with {string.Join(", ", port.Columns.Select(column => $"{column.Key}: {column.Value.Type}"))}" : "";
            output.Line($"    {name,-18} {ComponentPorts.Words(port)}{(port.Many ? "…" : "")}{columns}{(port.Optional ? ", optional" : "")}. {port.Description}");
        }
    }
}
