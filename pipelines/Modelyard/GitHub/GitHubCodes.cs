using Modelyard.Diagnostics;

namespace Modelyard.GitHub;

/// <summary>What can go wrong between us and GitHub.</summary>
[DiagnosticCodes]
public static class GitHubCodes
{
    public static readonly DiagnosticCode NoRepository = new("YARD8601", "GitHub's repository is not named",
        "In a workflow GITHUB_REPOSITORY and GITHUB_API_URL name it; elsewhere say `--repository OWNER/NAME`, and `--api URL` for a GitHub of your own.");

    public static readonly DiagnosticCode NoToken = new("YARD8602", "There is no token for GitHub",
        "Give the step `GITHUB_TOKEN: ${{ github.token }}`, or the App's token where other workflows shall start from what it does.");

    public static readonly DiagnosticCode Unauthorized = new("YARD8603", "GitHub does not know the token",
        "It is wrong or has expired: an App's token is good for an hour, a job's own until the job ends.");

    public static readonly DiagnosticCode Forbidden = new("YARD8604", "The token lacks a right",
        "Grant the right that the message names: under `permissions:` of the job, or to the App. Jobs of forks read only, whatever they ask for.");

    public static readonly DiagnosticCode NotFound = new("YARD8605", "GitHub has nothing there, or the token must not see it",
        "Check repository and number; of a private repository a token without the right that the message names sees nothing at all.");

    public static readonly DiagnosticCode Refused = new("YARD8606", "GitHub refuses what it was asked for",
        "The message repeats GitHub's own words for each field.");

    public static readonly DiagnosticCode Limited = new("YARD8607", "GitHub's rate limit is used up",
        "The message says when it is open again. Run fewer jobs at once, or use an App's token, which has a limit of its own.");

    public static readonly DiagnosticCode Unreachable = new("YARD8608", "GitHub does not answer, or not as its API does",
        "It was tried several times. See githubstatus.com, the address of the API, and proxies on the way; then run the job again.");

    public static readonly DiagnosticCode BadEvent = new("YARD8609", "The event's payload cannot be read",
        "GITHUB_EVENT_PATH must lead to the payload of a pull_request, merge_group, push or workflow_run event, as GitHub wrote it. Or name what is meant with `--pull-request N`.");

    public static readonly DiagnosticCode OtherHead = new("YARD8610", "The pull request's head is another commit",
        "It was pushed to since, and the newer run comments; a number that does not belong to the commit is never commented on.");

    public static readonly DiagnosticCode BadReport = new("YARD8611", "There is no report to send",
        "Make one with `./yard report --since REF --output DIR`, and name DIR/report.md.");

    public static readonly DiagnosticCode Contended = new("YARD8612", "Others kept changing the same thing on GitHub",
        "Run it again; put jobs that write one pull request into one concurrency group.");

    public static readonly DiagnosticCode NothingToRelease = new("YARD8613", "The branch releases nothing",
        "The branch must be pushed, and its `models/MODEL/releases/ENVIRONMENT.yaml` must differ from the base's.");

    public static readonly DiagnosticCode StaleOwners = new("YARD8614", "CODEOWNERS is out of date",
        "Write it with `./yard github codeowners`, and commit it.");

    public static readonly DiagnosticCode BadOwner = new("YARD8615", "An owner cannot be written as GitHub's",
        "`owner:` is a team's name, `@login`, `@organisation/team`, or a mail address.");

    public static readonly DiagnosticCode NoReviewer = new("YARD8616", "A review cannot be requested",
        "GitHub asks only teams and people that can read the repository, and never the author. Give the team access, or correct `owner:`.");
}
