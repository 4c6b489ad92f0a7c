using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.GitHub;

namespace Modelyard.Cli.Commands.GitHub;

/// <summary><c>yard github comment REPORT.md [--pull-request N] [--artifact URL] [--head SHA] [--from-fork] [--topic NAME]</c></summary>
internal sealed class CommentCommand : YardCommand
{
    private readonly Argument<string> _report = new("REPORT.md") { Description = "The report, as `yard report --since REF --output DIR` writes it." };
    private readonly Option<int?> _number = new("--pull-request") { Description = "Its number. Default: that of the event, by GITHUB_EVENT_PATH.", HelpName = "N" };
    private readonly Option<string?> _artifact = new("--artifact") { Description = "Where the whole report is to be had; the comment links to it.", HelpName = "URL" };
    private readonly Option<string?> _head = new("--head") { Description = "The commit that was reported on. Where the pull request's head is another, nothing is written and it is an error.", HelpName = "SHA" };
    private readonly Option<bool> _fromFork = new("--from-fork") { Description = "A fork's job wrote the report: it must not call anybody. Needs --head, since the number is the fork's word too." };
    private readonly Option<string> _topic = new("--topic") { Description = "What it is about: a pull request has one comment for each.", HelpName = "NAME", DefaultValueFactory = _ => CommentText.Models };
    private readonly GitHubOptions _gitHub;

    public CommentCommand()
        : base("comment", "Write the report as the one comment on its pull request, or make the one that is there say this.")
    {
        Arguments.Add(_report);
        Options.Add(_number);
        Options.Add(_artifact);
        Options.Add(_head);
        Options.Add(_fromFork);
        Options.Add(_topic);
        _gitHub = new GitHubOptions(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard github comment review/report.md                       # in a workflow of the event pull_request",
        "yard github comment report.md --pull-request 12 --head 8f3c… --from-fork",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var head = arguments.GetValue(_head);
        var fromFork = arguments.GetValue(_fromFork);
        if (fromFork && head is null) throw CliCodes.BadArgument.Failure("--from-fork needs --head SHA: the commit of the run that made the report");
        if (arguments.GetValue(_number) is <= 0) throw CliCodes.BadArgument.Failure($"--pull-request is {arguments.GetValue(_number)}, expected 1 or more");
        var topic = arguments.GetRequiredValue(_topic);
        if (topic.Length is 0 or > 40 || !topic.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')) throw CliCodes.BadArgument.Failure($"--topic is '{topic}', expected lower-case letters and hyphens");
        var report = ReportFile.Read(arguments.GetRequiredValue(_report));
        var number = arguments.GetValue(_number) ?? GitHubEvent.Read(Environment.GetEnvironmentVariable("GITHUB_EVENT_PATH")).PullRequest
            ?? throw GitHubCodes.BadEvent.Failure("the event names no pull request", "--pull-request N");
        using var github = _gitHub.Open(arguments, workspace, output, cancellation);
        var comment = new ReportComment(github, topic);
        if (head is not null) await comment.RequireHeadAsync(number, head);
        var written = await comment.WriteAsync(number, CommentText.Of(fromFork ? CommentText.Defused(report) : report, Artifact(arguments), topic));
        if (output.IsJson) output.Json(new { pullRequest = number, written.Id, written.Address, written.Outcome });
        else output.Line($"pull request {number}: comment {written.Outcome}: {written.Address}");
        return ExitCodes.Done;
    }

    private Uri? Artifact(ParseResult arguments)
    {
        if (arguments.GetValue(_artifact) is not { Length: > 0 } address) return null;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : throw CliCodes.BadArgument.Failure($"--artifact is '{address}', expected an address that begins with https://");
    }
}
