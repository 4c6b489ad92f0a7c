using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Specs.Templates;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard new NAME --template TEMPLATE [--owner TEAM]</c></summary>
internal sealed class NewCommand : YardCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The model's name: lower-case words joined by hyphens." };
    private readonly Option<string> _template = new("--template") { Description = $"What to start from: {string.Join(", ", ModelTemplate.Names)}.", Required = true, HelpName = "TEMPLATE" };
    private readonly Option<string> _owner = new("--owner") { Description = "The team that owns it. Default: the first tenant of pipelines/environments.yaml.", HelpName = "TEAM" };

    public NewCommand()
        : base("new", "Start a model: a folder in models/ that validates, trains on its little sample in seconds and serves.")
    {
        Arguments.Add(_name);
        Options.Add(_template);
        Options.Add(_owner);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard new listing-language --template text",
        "yard new bicycle-price --template table --owner catalogue",
        "yard new bicycle-kind --template csharp",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var (name, template) = (arguments.GetRequiredValue(_name), arguments.GetRequiredValue(_template));
        var started = ModelTemplate.Write(workspace.Root, workspace.Store.Staging.NewFolder("new"), name, template, arguments.GetValue(_owner));
        if (output.IsJson) output.Json(new { name, template, started.Owner, folder = $"models/{name}", started.Files });
        else Write(name, template, started, output);
        return Task.FromResult(ExitCodes.Done);
    }

    private static void Write(string name, string template, NewModel started, Output output)
    {
        output.Line($"models/{name}/ from the template {template}:");
        foreach (var file in started.Files) output.Line($"  {file}");
        output.Line($"owned by {started.Owner}; `owner` in its model.yaml says so");
        output.Line("next:");
        output.Line($"  ./yard up --once --models {name}     # train it on its little sample, serve it, ask it");
        output.Line($"  edit models/{name}/                  # its README.md says what to change, in which order");
        output.Line($"  ./yard validate {name}");
    }
}
