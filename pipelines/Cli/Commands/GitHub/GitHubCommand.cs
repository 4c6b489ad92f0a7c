using System.CommandLine;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary><c>yard github comment|release-request|codeowners</c></summary>
internal sealed class GitHubCommand : Command
{
    public GitHubCommand()
        : base("github", "What automation says on GitHub: the one comment of a pull request, the pull request of a release, who owns what.")
    {
        Subcommands.Add(new CommentCommand());
        Subcommands.Add(new ReleaseRequestCommand());
        Subcommands.Add(new CodeOwnersCommand());
    }
}
