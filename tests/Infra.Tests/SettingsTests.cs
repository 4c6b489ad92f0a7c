using Modelyard.Infra.Tests.Recording;
using Pulumi;

namespace Modelyard.Infra.Tests;

public sealed class SettingsTests
{
    private const string Project = "modelyard-platform";

    [Fact]
    public async Task All_that_is_wrong_with_a_stacks_configuration_is_told_at_once()
    {
        var configuration = StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local")
            .With($"{Project}:clusters", "local")
            .With($"{Project}:store", """{"kind":"nsf","size":"100 GB"}""")
            .With($"{Project}:mesh", """{"replicas":0,"version":"latest","serivce":"NodePort"}""")
            .With($"{Project}:grafanaPassword", null)
            .With($"{Project}:tensorflowServing", """{"image":"tensorflow/serving:latest"}""");

        Assert.Equal(
            """
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:clusters: found 'local', expected a stack as organization/modelyard-clusters/stack
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:store.kind: found 'nsf', expected one of filestore, nfs, hostPath → did you mean 'nfs'?
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:store.size: found '100 GB', expected an amount such as 512Mi or 2Ti
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:mesh.version: found 'latest', expected an exact version such as 1.30.3
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:mesh.replicas: found '0', expected a whole number from 1 to 20
            infra/Platform/Pulumi.local.yaml: error YARD8552: modelyard-platform:tensorflowServing.image: found 'tensorflow/serving:latest', expected an image by digest: name@sha256:…
            infra/Platform/Pulumi.local.yaml: error YARD8551: modelyard-platform:grafanaPassword: it is missing; expected a secret
            infra/Platform/Pulumi.local.yaml: error YARD8553: modelyard-platform:mesh.serivce: nothing reads it → did you mean 'service'?
            """,
            await ToldAsync(() => RecordedProgram.PlatformAsync(configuration)));
    }

    [Fact]
    public async Task A_secret_that_is_written_plainly_is_refused_without_being_shown()
    {
        var configuration = StackFile.Read(RecordedProgram.Repository.Root, "Clusters", "local");

        Assert.Equal(
            "infra/Clusters/Pulumi.local.yaml: error YARD8555: modelyard-clusters:kubeconfig: it is not encrypted → pulumi config set --secret modelyard-clusters:kubeconfig",
            await ToldAsync(() => RecordedProgram.ClustersAsync(configuration with { Secrets = [] })));
    }

    [Fact]
    public async Task An_environment_must_be_one_that_the_repository_has_and_that_is_on_a_cluster()
    {
        var configuration = StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local");

        Assert.Contains(
            "YARD8554: environments.staging: there is no such environment → there are dev, local, production",
            await ToldAsync(() => RecordedProgram.PlatformAsync(configuration.With($"{Project}:environment", "staging"))), StringComparison.Ordinal);
        Assert.Contains(
            "YARD8554: environments.local: it has neither training: nor serving:, so it is on no cluster",
            await ToldAsync(() => RecordedProgram.PlatformAsync(configuration.With($"{Project}:environment", "local"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_do_not_stand_on_nodes_that_may_be_taken_away()
    {
        var configuration = StackFile.Read(RecordedProgram.Repository.Root, "Clusters", "prod").With(
            "modelyard-clusters:clusters",
            """{"training":{"nodes":{"cpu":{"machine":"n2-standard-8","max":2}}},"serving":{"nodes":{"cpu":{"machine":"n2-standard-4","min":5,"max":4,"spot":true}}}}""");

        Assert.Equal(
            """
            infra/Clusters/Pulumi.prod.yaml: error YARD8552: modelyard-clusters:clusters.serving.nodes.cpu.spot: servers on machines that may be taken away fail requests; expected false for serving
            infra/Clusters/Pulumi.prod.yaml: error YARD8552: modelyard-clusters:clusters.serving.nodes.cpu.max: found '4', expected a whole number from 5 to 1000
            """,
            await ToldAsync(() => RecordedProgram.ClustersAsync(configuration)));
    }

    [Fact]
    public async Task Clusters_that_are_missing_are_named()
    {
        var told = await ToldAsync(() => RecordedProgram.ClustersAsync(StackFile.Read(RecordedProgram.Repository.Root, "Clusters", "prod").With("modelyard-clusters:clusters", null)));

        Assert.Contains("YARD8551: modelyard-clusters:clusters.training: it is missing; expected a cluster with nodes", told, StringComparison.Ordinal);
        Assert.Contains("YARD8551: modelyard-clusters:clusters.serving: it is missing; expected a cluster with nodes", told, StringComparison.Ordinal);
    }

    private static async Task<string> ToldAsync(Func<Task> run)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(run);
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            if (one is RunException) return one.Message;
        }

        return failure.ToString();
    }
}
