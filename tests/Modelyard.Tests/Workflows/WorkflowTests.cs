using System.Text.RegularExpressions;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Workflows;

public sealed partial class WorkflowTests
{
    public static TheoryData<string> Rules => [.. WorkflowRules.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_workflow_keeps_to(string rule) => Assert.Equal([], Workflow.All.SelectMany(workflow => WorkflowRules.All[rule](workflow).Select(broken => $"{workflow.Name}: {broken}")));

    [Fact]
    public void The_workflows_of_models_reports_and_clusters_are_there() =>
        Assert.Equal(["ci.yml", "cluster.yml", "infra.yml", "models.yml", "report.yml"], Workflow.All.Select(workflow => workflow.Name).Intersect(["ci.yml", "cluster.yml", "infra.yml", "models.yml", "report.yml"]));

    [Fact]
    public void One_job_is_the_required_check_and_knows_of_all_others()
    {
        var models = Workflow.All.First(workflow => workflow.Name == "models.yml");
        var check = models.Jobs.Single(job => job.Name == "models");
        Assert.Equal("always()", check.If);
        Assert.Equal(models.Jobs.Select(job => job.Name).Except(["models"]), check.Node.List("needs").Select(name => name.ToString()));
        Assert.Equal(["pull_request", "merge_group", "push"], models.Events);
    }

    [Fact]
    public void Every_variable_and_secret_is_in_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(SourceRepository.Root, "docs", "platform.md"));
        Assert.Equal([], Workflow.All.SelectMany(workflow => Setting().Matches(workflow.Text)).Select(match => match.Groups[1].Value).Distinct().Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_report_of_a_fork_is_verified_and_defused()
    {
        var report = Workflow.All.First(workflow => workflow.Name == "report.yml");
        var comment = report.Jobs.Single().Steps.Select(step => step.Text("run") ?? "").Single(run => run.Contains("github comment", StringComparison.Ordinal));
        Assert.Contains("--head \"$HEAD\" --from-fork", comment, StringComparison.Ordinal);
        Assert.Contains("HEAD: ${{ github.event.workflow_run.head_sha }}", report.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("actions are pinned by commit, with their version beside it", "jobs: { a: { steps: [] } }\n# x\n      - uses: actions/checkout@v4\n")]
    [InlineData("permissions are given to jobs, and no more than reading to all", "permissions: { contents: write }\njobs: { a: {} }")]
    [InlineData("jobs write only what is known", "jobs: { a: { permissions: { contents: write } } }")]
    [InlineData("no event runs a fork's code with this repository's rights", "on: [pull_request_target]\njobs: { a: {} }")]
    [InlineData("no event runs a fork's code with this repository's rights", "on: workflow_run\njobs: { a: { steps: [{ uses: actions/checkout@1, with: { ref: '${{ github.event.workflow_run.head_sha }}' } }] } }")]
    [InlineData("a fork's job has no secret, no right to write, no environment and no writable cache", "on: pull_request\njobs: { a: { permissions: {}, steps: [{ run: x, env: { K: '${{ secrets.K }}' } }] } }")]
    [InlineData("a fork's job has no secret, no right to write, no environment and no writable cache", "on: pull_request\njobs: { a: { permissions: { id-token: write } } }")]
    [InlineData("a fork's job has no secret, no right to write, no environment and no writable cache", "on: pull_request\njobs: { a: { permissions: {}, steps: [{ uses: actions/cache@1 }] } }")]
    [InlineData("scripts take values from variables, never as text of their own", "jobs: { a: { steps: [{ run: 'echo ${{ github.head_ref }}' }] } }")]
    [InlineData("keys are no way to sign in, and secrets are known", "jobs: { a: { steps: [{ with: { credentials_json: x } }] } }")]
    [InlineData("checkouts keep no token, but where ledgers are pushed by the App's", "jobs: { a: { steps: [{ uses: actions/checkout@1 }] } }")]
    [InlineData("jobs end before GitHub ends them", "jobs: { a: {} }")]
    [InlineData("jobs end before GitHub ends them", "jobs: { a: { timeout-minutes: 100, steps: [{ run: .ci/within 90 x }] } }")]
    [InlineData("a matrix has no more jobs than it may, and none where there is nothing to do", "jobs: { a: { strategy: { matrix: '${{ fromJSON(needs.plan.outputs.matrix) }}' } } }")]
    [InlineData("what is merged is never cancelled", "on: push\nconcurrency: { group: a, cancel-in-progress: true }\njobs: { a: {} }")]
    [InlineData("what is merged is never cancelled", "on: push\nconcurrency: { group: a }\njobs: { a: { concurrency: { group: b, cancel-in-progress: false } } }")]
    [InlineData("targets exist", "jobs: { a: { steps: [{ run: ./build.sh -Target Deplyo }] } }")]
    public void A_rule_finds_what_breaks_it(string rule, string workflow)
    {
        // The first one is no YAML as a whole: that rule reads lines.
        var parsed = Workflow.Parse("x.yml", workflow.Split("\n# x\n")[0]) with { Text = workflow };
        Assert.NotEmpty(WorkflowRules.All[rule](parsed));
    }

    [GeneratedRegex(@"\b(?:vars|secrets)\.([A-Z_]+)")]
    private static partial Regex Setting();
}
