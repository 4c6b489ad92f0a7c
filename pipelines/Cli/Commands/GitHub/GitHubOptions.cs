using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.GitHub;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary>What every verb takes that speaks with GitHub.</summary>
internal sealed class GitHubOptions
{
    private readonly Option<string?> _repository = new("--repository") { Description = "The repository on GitHub. Default: GITHUB_REPOSITORY.", HelpName = "OWNER/NAME" };
    private readonly Option<string?> _api = new("--api") { Description = "The API's address. Default: GITHUB_API_URL, else that of github.com.", HelpName = "URL" };

    public GitHubOptions(Command verb)
    {
        verb.Options.Add(_repository);
        verb.Options.Add(_api);
    }

    /// <summary>The token is GITHUB_TOKEN's: on a command line everybody on the machine could read it.</summary>
    public GitHubConnection Open(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var place = GitHubPlace.Of(arguments.GetValue(_repository), arguments.GetValue(_api), Environment.GetEnvironmentVariable);
        return new GitHubConnection(place, new RetryOptions(), workspace.Time, output.Note, cancellation);
    }
}
