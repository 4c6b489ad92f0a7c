using k8s;
using k8s.Models;
using Modelyard.Cli.Tests;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;
using Modelyard.Tests.Processes;

namespace Modelyard.Cluster.Tests.Running;

/// <summary>
/// The orchard beside a cluster: a namespace as the platform makes it, with the store's volume and the driver's account, and whoever runs there may submit
/// runs and nothing else.
/// </summary>
public sealed class ClusterOrchard : IAsyncLifetime
{
    private readonly TestNamespace _place = new();
    private readonly ContainerStore _store = new();
    private readonly TestRepository _repository = TestRepository.Create();
    private StoreVolume _volume = null!;
    private OtherKubeconfig _submitter = null!;

    /// <summary>An administrator's connection.</summary>
    public ClusterConnection Cluster => _place.Cluster;

    /// <summary>The registry of the environment, as this machine names it.</summary>
    public string Registry => $"http://{ClusterUnderTest.Registry}/{_place.Name}";

    public async ValueTask InitializeAsync()
    {
        await _place.InitializeAsync();
        _volume = new StoreVolume(Cluster);
        await _volume.MakeAsync();
        (await _place.KubeconfigAsync(ClusterAccount.Driver)).Dispose();
        _submitter = await _place.KubeconfigAsync(ClusterAccount.Submitter);
        WriteEnvironments(_repository);
        ContainerStore.Unlock(_repository.Root);
        _repository.Commit("Name the cluster");
        // What images stand on is assembled once, and not within a run's patience.
        (await YardProgram.RunAsync(_repository.Root, ["build", "--runtime", "flask-sklearn", "--root", _repository.Root, "--store", _store.Path])).Ended(0);
    }

    /// <summary>A copy whose keys are its own: nothing that other tests ran is cached for it.</summary>
    /// <param name="fruits">How many, of the model <c>fruit</c>.</param>
    public TestRepository Clone(int fruits)
    {
        var clone = _repository.Clone();
        clone.Replace("models/fruit/model.yaml", "count: 120", $"count: {fruits}");
        return clone;
    }

    /// <summary>Writes the environments with other settings of the place.</summary>
    public void WriteEnvironments(TestRepository repository, string claim = StoreVolume.Claim, string more = "") => repository.Write("pipelines/environments.yaml", $$"""
        environments:
          local:
            description: This machine.
          dev:
            description: The cluster under test.
            registry: {{Registry}}
            training: { context: "{{Context}}", namespace: {{_place.Name}}, claim: {{claim}}{{more}} }

        """);

    /// <summary><c>yard run fruit --on kubernetes</c>, as who may submit, to its end.</summary>
    public Task<Answer> RunAsync(TestRepository repository, params string[] more) => YardProgram.RunAsync(repository.Root, Arguments(repository, more), settings: Variables(_submitter.Path));

    /// <summary>The same, by another kubeconfig.</summary>
    internal Task<Answer> RunAsync(TestRepository repository, OtherKubeconfig kubeconfig) => YardProgram.RunAsync(repository.Root, Arguments(repository, []), settings: Variables(kubeconfig.Path));

    /// <summary>The same, while it goes on.</summary>
    public RunningYard Start(TestRepository repository, params string[] more) => RunningYard.Start(repository.Root, Arguments(repository, more), settings: Variables(_submitter.Path));

    /// <summary>The kubeconfig of an account of the namespace.</summary>
    internal Task<OtherKubeconfig> KubeconfigAsync(ClusterAccount account) => _place.KubeconfigAsync(account);

    /// <summary>The pods of a run's steps, by the keys that its answer names.</summary>
    public async Task<IReadOnlyList<V1Pod>> StepPodsAsync(Answer run)
    {
        var keys = run.Json.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("key").GetString()!.Split(':')[^1][..20]).ToHashSet();
        var pods = await Cluster.AskAsync(
            new ClusterRequest("list", "pods", null, Cluster.Namespace),
            (api, stop) => api.CoreV1.ListNamespacedPodAsync(Cluster.Namespace, labelSelector: ClusterLabels.Selector((ClusterLabels.Component, ClusterLabels.Components.Step)), cancellationToken: stop),
            TestContext.Current.CancellationToken);
        return [.. pods.Items.Where(pod => keys.Contains(pod.Metadata.Labels[ClusterLabels.Key])).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];
    }

    /// <summary>Waits until the pod of a step runs; one run at a time is on.</summary>
    public async Task<V1Pod> RunningStepAsync()
    {
        await using var pods = await Cluster.WatchAsync<V1Pod>(new ResourceScope(ClusterLabels.Selector((ClusterLabels.Component, ClusterLabels.Components.Step))), cancellation: TestContext.Current.CancellationToken);
        await foreach (var change in pods.ChangesAsync(TestContext.Current.CancellationToken))
        {
            if (change.Kind != ChangeKind.Deleted && change.Object is { Status.Phase: "Running", Metadata.DeletionTimestamp: null }) return change.Object;
        }

        throw new InvalidOperationException("the watch ended");
    }

    public async ValueTask DisposeAsync()
    {
        _submitter?.Dispose();
        if (_volume is not null) await _volume.DisposeAsync();
        await _place.DisposeAsync();
        _repository.Dispose();
        _store.Dispose();
    }

    private static string Context => KubernetesClientConfiguration.LoadKubeConfig(ClusterUnderTest.Kubeconfig!).CurrentContext;

    private IEnumerable<string> Arguments(TestRepository repository, string[] more) =>
        ["run", "fruit", "--on", "kubernetes", "--environment", "dev", "--root", repository.Root, "--store", _store.Path, .. more];

    private static Dictionary<string, string> Variables(string kubeconfig) => new() { ["KUBECONFIG"] = kubeconfig };
}

[CollectionDefinition]
public sealed class OnTheCluster : ICollectionFixture<ClusterOrchard>;
