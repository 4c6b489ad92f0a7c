using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Modelyard.Tests.Workflows;

/// <summary>What every workflow of this repository keeps to. Each rule gives what breaks it.</summary>
internal static partial class WorkflowRules
{
    private const int LongestJob = 360;
    private const int Largest = 256;

    // The App alone writes contents, and its key is the one secret: everything else signs in by OIDC.
    private static readonly string[] Writable = ["id-token", "pull-requests"];
    private static readonly string[] Secrets = ["YARD_APP_PRIVATE_KEY"];
    private static readonly string[] Targets = ["Validate", "Plan", "Images", "Train", "Version", "Release", "Deploy", "Test", "InfraPreview", "InfraUp", "Report"];

    public static IReadOnlyDictionary<string, Func<Workflow, IEnumerable<string>>> All { get; } = new Dictionary<string, Func<Workflow, IEnumerable<string>>>
    {
        ["actions are pinned by commit, with their version beside it"] = Unpinned,
        ["permissions are given to jobs, and no more than reading to all"] = WidePermissions,
        ["jobs write only what is known"] = workflow => workflow.Jobs.SelectMany(job => job.Permissions.Where(right => right.Value == "write" && !Writable.Contains(right.Key)).Select(right => $"{job}: {right.Key}: write")),
        ["no event runs a fork's code with this repository's rights"] = PrivilegedForks,
        ["a fork's job has no secret, no right to write, no environment and no writable cache"] = ForkRights,
        ["scripts take values from variables, never as text of their own"] = workflow => workflow.Jobs.SelectMany(job => job.Steps.Where(step => step.Text("run")?.Contains("${{", StringComparison.Ordinal) ?? false).Select(step => $"{job}: {step.Text("run")}")),
        ["keys are no way to sign in, and secrets are known"] = Keys,
        ["checkouts keep no token, but where ledgers are pushed by the App's"] = KeptTokens,
        ["jobs end before GitHub ends them"] = Durations,
        ["a matrix has no more jobs than it may, and none where there is nothing to do"] = Matrices,
        ["what is merged is never cancelled"] = Cancellations,
        ["targets exist"] = workflow => TargetCalls().Matches(workflow.Text).Select(call => call.Groups[1].Value).Where(target => !Targets.Contains(target)),
    };

    private static IEnumerable<string> Unpinned(Workflow workflow) =>
        workflow.Text.Split('\n').Where(line => Uses().IsMatch(line) && !line.Contains("uses: ./", StringComparison.Ordinal) && !Pinned().IsMatch(line)).Select(line => line.Trim());

    private static IEnumerable<string> WidePermissions(Workflow workflow)
    {
        if (workflow.Root.Map("permissions") is not { } all) return ["there are none"];
        return all.Children.Where(right => (right.Key.ToString(), right.Value.ToString()) != ("contents", "read")).Select(right => $"{right.Key}: {right.Value}")
            .Concat(workflow.Jobs.Where(job => job.Node.At("permissions") is YamlScalarNode).Select(job => $"{job}: {job.Node.Text("permissions")}"));
    }

    private static IEnumerable<string> PrivilegedForks(Workflow workflow)
    {
        if (workflow.Events.Contains("pull_request_target")) yield return "pull_request_target";
        if (!workflow.Events.Any(started => started is "workflow_run" or "issue_comment")) yield break;
        foreach (var job in workflow.Jobs)
        {
            foreach (var checkout in Checkouts(job).Where(step => step.Map("with")?.Text("ref") != "${{ github.event.repository.default_branch }}")) yield return $"{job}: checks out {checkout.Map("with")?.Text("ref")}";
        }
    }

    private static IEnumerable<string> ForkRights(Workflow workflow) => workflow.Jobs.Where(job => job.RunsForForks).SelectMany(job => (IEnumerable<string>)
    [
        .. job.Scalars.Where(text => text.Contains("secrets.", StringComparison.Ordinal) || text.StartsWith("actions/cache@", StringComparison.Ordinal) || text == "self-hosted").Select(text => $"{job}: {text}"),
        .. job.Permissions.Where(right => right.Value == "write").Select(right => $"{job}: {right.Key}: write"),
        .. job.Node.At("environment") is { } place ? (string[])[$"{job}: environment {place}"] : [],
    ]);

    private static IEnumerable<string> Keys(Workflow workflow) =>
        SecretNames().Matches(workflow.Text).Select(name => name.Groups[1].Value).Where(name => !Secrets.Contains(name)).Concat(workflow.Jobs.SelectMany(job => job.Scalars.Where(text => text is "credentials_json")));

    private static IEnumerable<string> KeptTokens(Workflow workflow) => workflow.Jobs.SelectMany(job => Checkouts(job)
        .Where(step => step.Map("with")?.Text("persist-credentials") != "false" && !(step.Map("with")?.Text("token") == "${{ steps.app.outputs.token }}" && job.Node.Text("environment") == "automation"))
        .Select(_ => job.ToString()));

    private static IEnumerable<string> Durations(Workflow workflow)
    {
        foreach (var job in workflow.Jobs)
        {
            var limit = job.Node.Text("timeout-minutes") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : LongestJob;
            if (limit >= LongestJob) yield return $"{job}: {limit} minutes, expected less than {LongestJob}";
            foreach (var wait in job.Steps.SelectMany(step => Waits().Matches(step.Text("run") ?? "")).Select(wait => int.Parse(wait.Groups[1].Value, CultureInfo.InvariantCulture)))
            {
                // What comes before and after the wait needs its time too.
                if (wait > limit - 20) yield return $"{job}: waits {wait} of {limit} minutes";
            }
        }
    }

    private static IEnumerable<string> Matrices(Workflow workflow)
    {
        foreach (var job in workflow.Jobs)
        {
            if (job.Node.Map("strategy")?.At("matrix") is not { } matrix) continue;
            if (matrix is YamlMappingNode axes)
            {
                var count = axes.Children.Values.OfType<YamlSequenceNode>().Aggregate(1, (product, axis) => product * axis.Children.Count);
                if (count > Largest) yield return $"{job}: {count} jobs";
            }
            else if (matrix.ToString() != "${{ fromJSON(needs.plan.outputs.matrix) }}" || !(job.If.Contains("needs.plan.outputs.any == 'true'", StringComparison.Ordinal) || job.If.Contains("needs.train.outputs.unfinished == 'true'", StringComparison.Ordinal)))
            {
                yield return $"{job}: {matrix}, if {job.If}";
            }
        }
    }

    private static IEnumerable<string> Cancellations(Workflow workflow)
    {
        if (workflow.Root.Map("concurrency") is not { } whole) yield return "no concurrency group";
        else if (workflow.Events.Contains("push") && whole.Text("cancel-in-progress") is not (null or "false" or "${{ github.event_name == 'pull_request' }}")) yield return $"cancel-in-progress: {whole.Text("cancel-in-progress")}";
        foreach (var job in workflow.Jobs.Where(job => job.Node.Map("concurrency") is not null))
        {
            // The default keeps one that waits and ends the others that do.
            var group = job.Node.Map("concurrency")!;
            if (group.Text("cancel-in-progress") != "false" || group.Text("queue") != "max") yield return $"{job}: {group.Text("group")} cancels who waits";
        }
    }

    private static IEnumerable<YamlMappingNode> Checkouts(Job job) => job.Steps.Where(step => step.Text("uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) ?? false);

    [GeneratedRegex(@"^\s*(?:- )?uses:")]
    private static partial Regex Uses();

    [GeneratedRegex(@"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"secrets\.(\w+)")]
    private static partial Regex SecretNames();

    [GeneratedRegex(@"-Target (\w+)")]
    private static partial Regex TargetCalls();

    [GeneratedRegex(@"\.ci/within (\d+) ")]
    private static partial Regex Waits();
}
