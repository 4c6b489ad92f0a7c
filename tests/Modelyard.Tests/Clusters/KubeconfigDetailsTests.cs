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

        // Calls and watches alike.
        Assert.Equal(["cluster.example:6443"], hosts.Distinct());
        Assert.Equal(["/version", "list pods"], server.Requests.Where(asked => asked.Verb != "watch").Select(asked => asked.Plural.Length == 0 ? $"/{asked.Path}" : $"{asked.Verb} {asked.Resource}"));
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
        var kubeconfig = Write($"server: {server.Address}", $"token: {TestCluster.Token}, as: \"system:serviceaccount:serving:yard-deployer\", as-uid: \"12\", as-groups: [deployers, \"system:authenticated\"]");

        using var cluster = await ClusterConnection.OpenAsync("test", null, Options(kubeconfig), Stop);
        await using var pods = await cluster.WatchAsync<V1Pod>(new ResourceScope(), cancellation: Stop);

        Assert.Equal(["Impersonate-Group: deployers,system:authenticated; Impersonate-Uid: 12; Impersonate-User: system:serviceaccount:serving:yard-deployer"], seen.Distinct());
    }

    [Fact]
    public async Task Values_of_as_user_extra_are_lists()
    {
        await using var server = await TestCluster.StartAsync();
        var seen = "";
        server.Instead = context =>
        {
            seen = context.Request.Headers["Impersonate-Extra-example.org%2Fteam"].ToString();
            return Task.FromResult(false);
        };
        var kubeconfig = Write($"server: {server.Address}", $"token: {TestCluster.Token}, as: ann, as-user-extra: {{ example.org/team: [search, ads] }}");

        using var cluster = await ClusterConnection.OpenAsync("test", null, Options(kubeconfig), Stop);

        Assert.Equal("search,ads", seen);
    }

    [Theory]
    [InlineData("proxy-url: \"ftp://proxy.example\"", "as: ann", "cluster 'test': proxy-url is 'ftp://proxy.example'; expected http://, https:// or socks5:// and a host")]
    [InlineData("proxy-url: proxy.example", "as: ann", "cluster 'test': proxy-url is 'proxy.example'; expected http://, https:// or socks5:// and a host")]
    [InlineData("insecure-skip-tls-verify: true", "as-groups: [a]", "user 'test': as-groups, as-uid and as-user-extra say more of whom 'as' names, and 'as' is missing")]
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

    private static ClusterOptions Options(string kubeconfig) => new() { Time = new HastyTime(), Variable = name => name == "KUBECONFIG" ? kubeconfig : null };
}
