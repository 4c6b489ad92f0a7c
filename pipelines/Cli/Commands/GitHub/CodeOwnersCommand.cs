using System.CommandLine;
using System.Text;
using Modelyard.Cli.Display;
using Modelyard.Content;
using Modelyard.GitHub;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary><c>yard github codeowners [--organisation NAME] [--check]</c></summary>
internal sealed class CodeOwnersCommand : YardCommand
{
    private readonly Option<string?> _organisation = new("--organisation") { Description = "Whose teams the owners are. Default: that of the file as it is.", HelpName = "NAME" };
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; where the file is out of date, it is an error." };

    public CodeOwnersCommand()
        : base("codeowners", "Write .github/CODEOWNERS of the models' owner: lines, so that GitHub asks each model's team for a review.")
    {
        Options.Add(_organisation);
        Options.Add(_check);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard github codeowners --organisation example     # the first time",
        "yard github codeowners --check",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        workspace.Select([]); // of specs with errors, owners would be missing
        var path = Path.Combine(workspace.Root, CodeOwners.File);
        var before = File.Exists(path) ? File.ReadAllText(path) : null;
        var organisation = arguments.GetValue(_organisation) ?? (before is null ? null : CodeOwners.OrganisationOf(before))
            ?? throw CliCodes.BadArgument.Failure($"{CodeOwners.File} names no organisation yet", "--organisation NAME");
        var now = CodeOwners.Of(workspace.Repository, organisation);
        if (arguments.GetValue(_check) && now != before) throw GitHubCodes.StaleOwners.Failure($"{CodeOwners.File} is not what the models' owner: lines make it");
        if (now != before) DurableFile.Write(path, Encoding.UTF8.GetBytes(now));
        if (output.IsJson) output.Json(new { file = CodeOwners.File, changed = now != before });
        else output.Line($"{CodeOwners.File}: {(now == before ? "nothing new" : "written")}");
        return Task.FromResult(ExitCodes.Done);
    }
}
