namespace Modelyard.Build.Tests;

public sealed class OrderTests
{
    private static readonly string Plan = RecordedBuild.PlanOf(("item-photo", "train"), ("similar-items", "release"));

    [Fact]
    public void A_merge_validates_plans_trains_numbers_and_deploys_in_this_order()
    {
        var build = new RecordedBuild(Plan);

        Assert.Equal(0, build.Run("Deploy", "--event", "merge", "--environment", "dev", "--registry", "registry.example/modelyard"));

        Assert.Equal(
            [
                "yard validate",
                "yard plan --since HEAD~1 --json",
                "yard run item-photo --on local",
                "yard number item-photo --registry registry.example/modelyard --propose dev",
                "yard release item-photo --environment dev",
                "yard release similar-items --environment dev",
                "yard deploy --environment dev",
            ],
            build.Commands);
    }

    [Fact]
    public void A_pull_request_trains_and_reports_and_deploys_nothing()
    {
        var build = new RecordedBuild(Plan).With("GITHUB_EVENT_NAME", "pull_request").With("GITHUB_BASE_REF", "main");

        Assert.Equal(0, build.Run("Report"));
        Assert.Equal(["yard validate", "yard plan --since origin/main --json", "yard run item-photo --on local", "yard report --since origin/main --output artifacts/reports"], build.Commands);

        Assert.Equal(0, build.Run("Deploy", "--environment", "dev"));
        Assert.Equal("yard deploy --environment dev --dry-run", build.Commands[^1]);
        Assert.DoesNotContain(build.Commands, command => command.Contains("number", StringComparison.Ordinal));
    }

    [Fact]
    public void On_a_cluster_entries_are_shared_where_a_scope_is_named()
    {
        var build = new RecordedBuild(Plan);

        Assert.Equal(0, build.Run("Train", "--since", "main", "--on", "kubernetes", "--environment", "dev"));
        Assert.Equal("yard run item-photo --on kubernetes --environment dev", build.Commands[^1]);

        Assert.Equal(0, build.Run("Train", "--since", "main", "--on", "kubernetes", "--environment", "dev", "--scope", "pr-12"));
        Assert.Equal("yard run item-photo --on kubernetes --environment dev --share --scope pr-12 --since main", build.Commands[^1]);
    }

    [Fact]
    public void What_is_skipped_says_why()
    {
        var build = new RecordedBuild(Plan);

        Assert.Equal(0, build.Run("Deploy"));
        Assert.Equal(0, build.Run("Deploy", "--environment", "local"));
        Assert.Equal(0, build.Run("InfraUp", "--stack", "dev"));
        Assert.Equal(0, build.Run("InfraPreview"));

        Assert.Equal(
            [
                "Version: skipped, only a merge gives numbers (--event merge)",
                "Release: skipped, only a merge releases (--event merge)",
                "Deploy: skipped, no environment is named (--environment)",
                "Version: skipped, only a merge gives numbers (--event merge)",
                "Release: skipped, only a merge releases (--event merge)",
                "Deploy: skipped, 'local' is a machine whose `yard up` follows the working tree",
                "InfraUp: skipped, only a merge changes infrastructure (--event merge)",
                "InfraPreview: skipped, no stack is named (--stack)",
            ],
            build.Said.Where(line => line.Contains("skipped", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_an_affected_model_nothing_is_built_or_trained()
    {
        var build = new RecordedBuild();

        Assert.Equal(0, build.Run("Report"));
        Assert.Equal(0, build.Run("Images"));

        Assert.Equal(["yard validate", "yard plan --json", "yard validate", "yard plan --json"], build.Commands);
        Assert.Contains("no model is affected", build.Said);
        Assert.Contains("Train: skipped, no affected model needs a run", build.Said);
    }

    [Fact]
    public void A_job_of_a_matrix_does_only_what_it_is_for()
    {
        var build = new RecordedBuild(RecordedBuild.PlanOf(("a", "train"), ("b", "train"), ("c", "train")));

        Assert.Equal(0, build.Run("Images", "--models", "a,c", "--registry", "registry.example/modelyard"));

        Assert.Equal(["yard build a --push registry.example/modelyard", "yard build c --push registry.example/modelyard"], build.Commands.Where(command => command.StartsWith("yard build", StringComparison.Ordinal)));
    }

    [Fact]
    public void Infrastructure_is_previewed_and_made_in_the_order_of_its_programs()
    {
        var build = new RecordedBuild().Having("pulumi");

        Assert.Equal(0, build.Run("InfraPreview", "--stack", "dev"));
        Assert.Equal(0, build.Run("InfraUp", "--stack", "dev", "--event", "merge"));

        Assert.Equal(
            [
                "infra/Clusters: pulumi preview --diff --stack dev --non-interactive",
                "infra/Platform: pulumi preview --diff --stack dev --non-interactive",
                "infra/Clusters: pulumi up --yes --stack dev --non-interactive",
                "infra/Platform: pulumi up --yes --stack dev --non-interactive",
            ],
            build.Commands);
    }

    [Fact]
    public void What_comes_after_a_failure_is_not_begun()
    {
        var build = new RecordedBuild(Plan).Failing("validate", 3);

        Assert.NotEqual(0, build.Run("Train"));

        Assert.Equal(["yard validate"], build.Commands);
        Assert.Contains(build.Errors, line => line.Contains("yard validate ended with 3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_push_to_the_main_branch_is_a_merge_and_one_to_another_is_not()
    {
        var main = new RecordedBuild(Plan).With("GITHUB_EVENT_NAME", "push").With("GITHUB_REF_NAME", "main");
        var other = new RecordedBuild(Plan).With("GITHUB_EVENT_NAME", "push").With("GITHUB_REF_NAME", "try");

        Assert.Equal(0, main.Run("Version"));
        Assert.Equal(0, other.Run("Version"));

        Assert.Contains("yard number item-photo", main.Commands);
        Assert.DoesNotContain("yard number item-photo", other.Commands);
    }

    [Fact]
    public void An_event_that_does_not_exist_is_refused()
    {
        var build = new RecordedBuild(Plan);

        Assert.NotEqual(0, build.Run("Plan", "--event", "tag"));
        Assert.Empty(build.Commands);
    }

    [Fact]
    public void Tests_are_the_repositorys_own()
    {
        var build = new RecordedBuild();

        Assert.Equal(0, build.Run("Default"));
        Assert.Equal(0, build.Run("Test", "--suites", "Gateway"));

        Assert.Equal(["test", "test Gateway"], build.Commands);
    }
}
