using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Clusters.Access;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>A namespace of its own for each class of tests; deleted with all that is in it.</summary>
public sealed class TestNamespace : IAsyncLifetime
{
    private readonly List<ClusterConnection> _others = [];

    /// <summary>Its name.</summary>
    public string Name { get; } = $"yard-test-{Guid.NewGuid():n}"[..20];

    /// <summary>An administrator's connection to it.</summary>
    public ClusterConnection Cluster { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Cluster = await ClusterUnderTest.OpenAsync(Name);
        var wanted = new V1Namespace { Metadata = new V1ObjectMeta { Name = Name, Labels = new Dictionary<string, string> { [ClusterLabels.ManagedBy] = "yard-tests" } } };
        await Cluster.AskAsync(new ClusterRequest("create", "namespaces", Name), (api, stop) => api.CoreV1.CreateNamespaceAsync(wanted, cancellationToken: stop), TestContext.Current.CancellationToken);
        // Pods of this account are refused until its controller has made it.
        await using var accounts = await Cluster.WatchAsync<V1ServiceAccount>(ResourceScope.Named("default"), cancellation: TestContext.Current.CancellationToken);
        await accounts.WaitAsync("default", account => account is not null, TestContext.Current.CancellationToken);
    }

    /// <summary>Applies an account with its role, and connects as it: with a token of its own and nothing else.</summary>
    public async Task<ClusterConnection> AsAsync(ClusterAccount account)
    {
        using var kubeconfig = await KubeconfigAsync(account);
        var connection = await ClusterConnection.OpenAsync(null, Name, ClusterUnderTest.Options(kubeconfig.Path), TestContext.Current.CancellationToken);
        _others.Add(connection);
        return connection;
    }

    /// <summary>Applies an account with its role; the kubeconfig of who has its token and nothing else.</summary>
    internal async Task<OtherKubeconfig> KubeconfigAsync(ClusterAccount account)
    {
        var stop = TestContext.Current.CancellationToken;
        await Cluster.ApplyAsync(account.ServiceAccount(Name), cancellation: stop);
        if (account.Role(Name) is { } role) await Cluster.ApplyAsync(role, cancellation: stop);
        if (account.RoleBinding(Name) is { } binding) await Cluster.ApplyAsync(binding, cancellation: stop);
        var token = await Cluster.AskAsync(
            new ClusterRequest("create", "serviceaccounts/token", account.Name, Name),
            (api, ending) => api.CoreV1.CreateNamespacedServiceAccountTokenAsync(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [], ExpirationSeconds = 3600 } }, account.Name, Name, cancellationToken: ending),
            stop);
        return OtherKubeconfig.WithToken(token.Status.Token);
    }

    /// <summary>Creates a pod of one container.</summary>
    public Task<V1Pod> CreateAsync(V1Pod pod) =>
        Cluster.AskAsync(new ClusterRequest("create", "pods", pod.Metadata.Name, Name), (api, stop) => api.CoreV1.CreateNamespacedPodAsync(pod, Name, cancellationToken: stop), TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) other.Dispose();
        await Cluster.AskAsync(new ClusterRequest("delete", "namespaces", Name), (api, stop) => api.CoreV1.DeleteNamespaceAsync(Name, new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: stop), CancellationToken.None);
        Cluster.Dispose();
    }
}
