using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Planning;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard plan [--since REF]</c></summary>
internal sealed class PlanCommand : YardCommand
{
    private readonly Option<string?> _since = new("--since")
    {
        Description = "Compare the working tree with where it left this commit, branch or tag. Default: HEAD, so that the plan is about what is not committed.",
        HelpName = "REF",
    };

    public PlanCommand()
        : base("plan", "Say which models a change affects and why: train, release or docs. Nothing is run and nothing is written.") =>
        Options.Add(_since);

    public override IReadOnlyList<string> Examples =>
    [
        "yard plan                           # what is not committed",
        "yard plan --since origin/main       # what this branch changes",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var plan = ChangePlanner.Plan(workspace.Repository, workspace.History, arguments.GetValue(_since));
        if (output.IsJson) output.Line(plan.ToJson());
        else PlanText.Write(plan, Console.Out);
        return Task.FromResult(workspace.Repository.HasErrors ? ExitCodes.InvalidSpec : ExitCodes.Done);
    }
}
