using System.Text.Json.Nodes;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Serving.Kubernetes;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>Deploys to a place whose TensorFlow Serving is shared: what it is told, when, and what becomes of models that it does not take.</summary>
public sealed class SharedServingTests
{
    private const string List = SharedModelsManifests.Name;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_predicts_there_before_its_servers_start_and_has_no_TensorFlow_Serving_of_its_own()
    {
        await using var stage = await DeployStage.StartAsync();
        var plan = stage.SharedPlan("item-photo: a 90 one, b 10 two");
        var outcome = await stage.RunAsync(plan);
        Assert.Empty(outcome.Failures);
        Assert.Empty(stage.Warnings);
        Assert.Equal(
            [$"patch configmaps {List}", $"create jobs.batch ", $"patch configmaps {List}"],
            stage.Writes().TakeWhile(write => !write.Contains(" item-photo", StringComparison.Ordinal)).Where(write => !write.Contains("gateway", StringComparison.Ordinal)));
        Assert.DoesNotContain(outcome.Changes, change => change.Name.EndsWith("-tf", StringComparison.Ordinal));
        Assert.Equal(
            [.. new[] { "one", "two" }.Select(version => $$"""{"address":"tensorflow-serving.yard.svc.cluster.local:8500","version":{{DeployStage.Number(version)}}}""").Order(StringComparer.Ordinal)],
            plan.ServersOf(plan.Models[0]).OfType<V1ConfigMap>().Select(map => JsonNode.Parse(map.Data["serve.json"])!["tensorflow"]!.ToJsonString()).Order(StringComparer.Ordinal));
        Assert.Equal(Numbers("one", "two"), Listed(stage));
        Assert.Equal(
            new[] { $"item-photo/{DeployStage.Number("one")}", $"item-photo/{DeployStage.Number("two")}" }.Order(StringComparer.Ordinal),
            Awaited(Assert.Single(await JobsAsync(stage))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_deploy_starts_no_Job_and_changes_nothing()
    {
        await using var stage = await DeployStage.StartAsync();
        var plan = stage.SharedPlan("item-photo: a 100 one", "prices: a 100 three");
        await stage.RunAsync(plan);
        var outcome = await stage.RunAsync(plan);
        Assert.Empty(outcome.Changes);
        Assert.Equal(1, stage.Cluster.Count("create", "jobs.batch"));
        Assert.Empty(await stage.Deploy(plan).DryRunAsync(Cancel));
    }

    [Fact]
    public async Task A_version_leaves_the_list_after_its_servers_and_the_last_one_takes_the_list_along()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one"));
        var asked = stage.Cluster.Requests.Count;
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 two"));
        var writes = stage.Writes(asked);
        var one = DeployStage.Variant("one");
        // Both are listed until the servers of the first are gone.
        Assert.Equal(2, writes.Count(write => write == "create jobs.batch "));
        Assert.True(writes.Index().Last(write => write.Item == "create jobs.batch ").Index > writes.Index().Single(write => write.Item == $"delete deployments.apps item-photo-{one}").Index);
        Assert.Equal(Numbers("two"), Listed(stage));
        Assert.Empty(Awaited(Assert.Single(await JobsAsync(stage))));

        var outcome = await stage.RunAsync(stage.SharedPlan());
        Assert.Equal(["~ ConfigMap yard-tensorflow", "~ ConfigMap yard-tensorflow", "- ConfigMap yard-tensorflow"], outcome.Changes.TakeLast(3).Select(change => change.ToString()));
        Assert.Null(stage.Cluster.Objects.Get<V1ConfigMap>(List));
        Assert.Empty((await stage.RunAsync(stage.SharedPlan())).Changes);
    }

    [Fact]
    public async Task One_that_does_not_predict_stays_as_it_was_and_the_others_come()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one", "prices: a 100 three"));
        var bad = $"item-photo/{DeployStage.Number("two")}";
        stage.JobLines = job => Awaited(job).Contains(bad) ? ["wrote models.config", $"{bad} does not predict at tensorflow-serving: HTTP/1.1 404 Not Found"] : [];
        var outcome = await stage.RunAsync(stage.SharedPlan("item-photo: a 100 two", "prices: a 100 four"));
        Assert.Equal($"error YARD6324: {bad} does not predict at tensorflow-serving: HTTP/1.1 404 Not Found", Assert.Single(outcome.Failures).ToString());
        Assert.Equal(["one", "four"], outcome.Live.Routes.Select(route => route.Arms[0].Version));
        Assert.Null(stage.Cluster.Objects.Get<V1Deployment>($"item-photo-{DeployStage.Variant("two")}"));
        Assert.Equal(Numbers("one", "four"), Listed(stage));

        stage.JobLines = _ => [];
        Assert.Empty((await stage.RunAsync(stage.SharedPlan("item-photo: a 100 two", "prices: a 100 four"))).Failures);
        Assert.Equal(Numbers("two", "four"), Listed(stage));
    }

    [Fact]
    public async Task A_Job_that_fails_as_a_whole_is_told_by_its_reason_and_models_without_TensorFlow_go_on()
    {
        await using var stage = await DeployStage.StartAsync();
        stage.JobLines = _ => ["mkdir: cannot create directory '/volume/tensorflow-serving': Permission denied"];
        var shared = stage.SharedPlan("item-photo: a 100 one", "prices: a 100 three");
        var outcome = await stage.RunAsync(shared with { Models = [shared.Models[0], .. stage.Plan("prices: a 100 three").Models] });
        var failure = Assert.Single(outcome.Failures).ToString();
        Assert.StartsWith($"error YARD6324: yard/{List}-", failure, StringComparison.Ordinal);
        Assert.EndsWith(": YARD8539 container 'models' ended with exit code 1; its last lines: mkdir: cannot create directory '/volume/tensorflow-serving': Permission denied", failure, StringComparison.Ordinal);
        Assert.Equal(["prices"], outcome.Live.Routes.Select(route => route.Model));
        Assert.Contains("YARD6325", Assert.Single(stage.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_cannot_start_is_given_up_and_its_Job_deleted()
    {
        await using var stage = await DeployStage.StartAsync();
        stage.JobsRun = false;
        var outcome = await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one"));
        Assert.EndsWith(": YARD8530 image registry.example/tensorflow@sha256:00 cannot be pulled: not found", Assert.Single(outcome.Failures).ToString(), StringComparison.Ordinal);
        Assert.Empty(await JobsAsync(stage));
    }

    [Fact]
    public async Task A_Job_that_a_killed_deploy_left_is_ended_before_another_writes()
    {
        await using var stage = await DeployStage.StartAsync();
        var plan = stage.SharedPlan("item-photo: a 100 one");
        var left = SharedModelsManifests.Job(SharedModels.None, [], "image", plan.Place);
        left.Status = new V1JobStatus { Active = 1 };
        stage.Cluster.Objects.Put(left);
        Assert.Empty((await stage.RunAsync(plan)).Failures);
        var jobs = stage.Writes().Where(write => write.Contains("jobs.batch", StringComparison.Ordinal));
        Assert.Equal([$"delete jobs.batch {left.Metadata.Name}", "create jobs.batch "], jobs);
    }

    [Fact]
    public async Task An_account_without_Jobs_is_told_so()
    {
        await using var stage = await DeployStage.StartAsync();
        stage.Cluster.May = (resource, verb) => resource != "jobs.batch";
        var outcome = await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one"));
        Assert.Equal(ClusterCodes.Forbidden, Assert.Single(outcome.Failures).Code);
        Assert.Empty(outcome.Live.Routes);
    }

    [Fact]
    public async Task Deploying_one_model_keeps_what_is_listed_of_others_and_a_list_of_others_is_refused()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one", "prices: a 100 three"));
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 two"), "item-photo");
        Assert.Equal(Numbers("two", "three"), Listed(stage));

        stage.Cluster.Objects.Change<V1ConfigMap>(List, list => list.Metadata.Labels[ClusterLabels.Repository] = "other_models");
        var failure = await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(() => stage.RunAsync(stage.SharedPlan("item-photo: a 100 two")));
        Assert.StartsWith("YARD5507: ConfigMap 'yard-tensorflow'", Failures.Text(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_shared_any_more_servers_change_first_and_the_list_goes_last()
    {
        await using var stage = await DeployStage.StartAsync();
        var shared = stage.SharedPlan("item-photo: a 100 one");
        await stage.RunAsync(shared);
        var outcome = await stage.RunAsync(shared with { Place = stage.Place });
        Assert.Empty(outcome.Failures);
        Assert.Contains(outcome.Changes, change => change.ToString() == $"+ Deployment item-photo-{DeployStage.Variant("one")}-tf");
        Assert.Equal("- ConfigMap yard-tensorflow", outcome.Changes[^1].ToString());
    }

    [Fact]
    public async Task A_dry_run_tells_the_lines_of_the_file_and_starts_no_Job()
    {
        await using var stage = await DeployStage.StartAsync();
        await stage.RunAsync(stage.SharedPlan("item-photo: a 100 one"));
        var asked = stage.Cluster.Requests.Count;
        var change = (await stage.Deploy(stage.SharedPlan("item-photo: a 100 two")).DryRunAsync(Cancel)).Single(change => change.Name == List);
        Assert.Contains($"data.models.config, line 8: versions: {DeployStage.Number("one")} → versions: {DeployStage.Number("two")}", change.Fields);
        Assert.DoesNotContain(stage.Cluster.Requests.Skip(asked), request => request.Resource == "jobs.batch");
    }

    private static IReadOnlyList<string> Awaited(V1Job job) =>
        job.Spec.Template.Spec.Containers[0].Env.Single(variable => variable.Name == SharedModelsScript.Variables.Awaited).Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<IReadOnlyList<V1Job>> JobsAsync(DeployStage stage) => (await ResourceList<V1Job>.ReadAsync(stage.Connection, new ResourceScope(), Cancel)).Items ?? [];

    private static IEnumerable<long> Numbers(params string[] versions) => versions.Select(DeployStage.Number).Order();

    // What is listed, which must also be what was seen to be served.
    private static IEnumerable<long> Listed(DeployStage stage)
    {
        var (models, isWritten, _) = SharedModelsManifests.Read(stage.Cluster.Objects.Get<V1ConfigMap>(List));
        Assert.True(isWritten);
        return models.Versions.Select(version => version.Version).Order();
    }
}
