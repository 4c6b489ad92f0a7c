using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

/// <summary>What kubectl takes from a kubeconfig and the client does not: proxies, and as whom is asked.</summary>
public sealed class KubeconfigDetailsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cluster_is_reached_through_its_proxy()
    {
        await using var server = await TestCluster.StartAsync();
        var hosts = new List<string>();
        server.Instead = context =>
        {
            lock (hosts) hosts.Add(context.Request.Host.ToString());
            return Task.FromResult(false);
        };
        var kubeconfig = Write($"server: http://cluster.example:6443, proxy-url: \"{server.Address}\"", $"token: {TestCluster.Token}");

        using var cluster = await ClusterConnection.OpenAsync("test", null, Options(kubeconfig), Stop);
        await using var pods = await cluster.WatchAsync<V1Pod>(new ResourceScope(), cancellation: Stop);

        await server.Objects.WatchedAsync();
        // Calls and watches alike.
        Assert.Equal(["cluster.example:6443"], hosts.Distinct());
    }

    [Fact]
    public async Task A_user_asks_as_somebody_else_in_calls_and_in_watches()
    {
        await using var server = await TestCluster.StartAsync();
        var seen = new List<string>();
        server.Instead = context =>
        {
            lock (seen) seen.Add(string.Join("; ", context.Request.Headers.Where(header => header.Key.StartsWith("Impersonate-", StringComparison.Ordinal)).OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value}")));
            return Task.FromResult(false);
        };
        var kubeconfig = Write($"server: {server.Address}", $"token: {TestCluster.Token}, as: \"system:serviceaccount:serving:yard-deployer\", as-uid: \"12\", as-groups: [deployers]");

        using var cluster = await ClusterConnection.OpenAsync("test", null, Options(kubeconfig), Stop);
        await using var pods = await cluster.WatchAsync<V1Pod>(new ResourceScope(), cancellation: Stop);
        await server.Objects.WatchedAsync();

        Assert.Equal(["Impersonate-Group: deployers; Impersonate-Uid: 12; Impersonate-User: system:serviceaccount:serving:yard-deployer"], seen.Distinct());
    }

    [Theory]
    [InlineData("proxy-url: \"ftp://proxy.example\"", "as: ann", "cluster 'test': proxy-url is 'ftp://proxy.example'; expected http://, https:// or socks5:// and a host")]
    [InlineData("proxy-url: proxy.example", "as: ann", "cluster 'test': proxy-url is 'proxy.example'; expected http://, https:// or socks5:// and a host")]
    [InlineData("insecure-skip-tls-verify: true", "as-groups: [a]", "user 'test': as-groups and as-uid say more of whom 'as' names, and 'as' is missing")]
    [InlineData("insecure-skip-tls-verify: true", "as: ann, as-groups: [a, b]", "user 'test': as-groups names 2 groups; expected one, since only one can be sent")]
    [InlineData("insecure-skip-tls-verify: true", "as: ann, as-user-extra: { team: search }", "user 'test': as-user-extra cannot be sent; leave it out")]
    public async Task What_is_not_as_kubectl_takes_it_is_told(string cluster, string user, string message)
    {
        var kubeconfig = Write($"server: https://127.0.0.1:1, {cluster}", $"token: a, {user}");

        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterConnection.OpenAsync("test", null, Options(kubeconfig), Stop));

        Assert.Equal((ClusterCodes.BadKubeconfig, kubeconfig, message), (failed.Diagnostics[0].Code, failed.Diagnostics[0].Where!.File, failed.Diagnostics[0].Message));
    }

    private string Write(string cluster, string user) => _folder.Write("config", $"""
        apiVersion: v1
        kind: Config
        contexts:
        - name: test
          context: {"{"} cluster: test, user: test {"}"}
        clusters:
        - name: test
          cluster: {"{"} {cluster} {"}"}
        users:
        - name: test
          user: {"{"} {user} {"}"}
        """);

    private static ClusterOptions Options(string kubeconfig) => new() { Variable = name => name == "KUBECONFIG" ? kubeconfig : null };
}
