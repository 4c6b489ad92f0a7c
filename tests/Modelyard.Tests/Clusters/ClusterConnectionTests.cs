using Modelyard.Clusters;
using Modelyard.Diagnostics;
using Modelyard.TestClusters;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Clusters;

public sealed class ClusterConnectionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_context_gives_address_namespace_and_version()
    {
        await using var server = await TestCluster.StartAsync();
        var kubeconfig = server.WriteKubeconfig(_folder.Path);

        using var cluster = await ClusterConnection.OpenAsync("test", null, Variables(("KUBECONFIG", kubeconfig)), Stop);

        Assert.Equal(("test", "yard", "v1.26.0", server.Address), (cluster.Context, cluster.Namespace, cluster.ServerVersion, cluster.Address));
    }

    [Fact]
    public async Task A_pod_finds_its_cluster_by_its_service_account()
    {
        using var certificate = new TestCertificate("127.0.0.1", Now);
        await using var server = await TestCluster.StartAsync(certificate);
        _folder.Write("token", TestCluster.Token + "\n");
        _folder.Write("namespace", "training\n");
        _folder.Write("ca.crt", certificate.Authority.ExportCertificatePem());
        var inside = Variables(("KUBERNETES_SERVICE_HOST", "127.0.0.1"), ("KUBERNETES_SERVICE_PORT", $"{server.Address.Port}")) with { ServiceAccount = _folder.Path };

        using var cluster = await ClusterConnection.OpenAsync(null, null, inside, Stop);

        Assert.Equal((ClusterConnection.InCluster, "training", true), (cluster.Context, cluster.Namespace, await cluster.CanAsync("create", "jobs.batch", Stop)));
    }

    [Fact]
    public async Task Files_of_KUBECONFIG_are_merged_and_each_has_its_own_paths()
    {
        using var certificate = new TestCertificate("127.0.0.1", Now);
        await using var server = await TestCluster.StartAsync(certificate);
        _folder.Write("a/config", "apiVersion: v1\nkind: Config\ncurrent-context: far\ncontexts:\n- {name: far, context: {cluster: far, user: far}}\n");
        _folder.Write("b/ca.pem", certificate.Authority.ExportCertificatePem());
        _folder.Write("b/config", $"""
            apiVersion: v1
            kind: Config
            current-context: near
            contexts:
            - name: near
              context: {"{"} cluster: near, user: near {"}"}
            clusters:
            - name: near
              cluster: {"{"} server: "{server.Address}", certificate-authority: ca.pem {"}"}
            users:
            - name: near
              user: {"{"} token: {TestCluster.Token} {"}"}
            """);

        using var cluster = await ClusterConnection.OpenAsync("near", "other", Variables(("KUBECONFIG", $"{_folder.At("a/config")}:{_folder.At("b/config")}")), Stop);

        Assert.Equal(("near", "other"), (cluster.Context, cluster.Namespace));
    }

    [Fact]
    public async Task Without_a_kubeconfig_it_is_said_where_one_was_looked_for()
    {
        Assert.Equal(
            $"YARD8501: KUBECONFIG is not set, {_folder.At(".kube/config")} is not there, and this is no pod with a service account",
            await FailureAsync("test", Variables(("HOME", _folder.Path))));
        Assert.Equal(
            $"YARD8501: KUBECONFIG names {_folder.At("none")}, which is not there",
            await FailureAsync("test", Variables(("KUBECONFIG", _folder.At("none")))));
        Assert.Equal(
            $"YARD8501: this is no pod with a service account: KUBERNETES_SERVICE_HOST and {_folder.Path}/token are wanted → the pod's spec must say automountServiceAccountToken: true",
            await FailureAsync(ClusterConnection.InCluster, Variables() with { ServiceAccount = _folder.Path }));
    }

    [Fact]
    public async Task A_context_that_is_not_there_is_told_with_those_that_are()
    {
        var kubeconfig = _folder.Write("config", """
            contexts:
            - { name: production, context: { cluster: a, user: a } }
            - { name: staging, context: { cluster: missing, user: a } }
            """);

        Assert.Equal($"YARD8503: {kubeconfig}: no context 'prodution'; there are: production, staging → did you mean 'production'?", await FailureAsync("prodution", Variables(("KUBECONFIG", kubeconfig))));
        Assert.Equal(
            $"YARD8503: {kubeconfig}: no context was named, and the file has no current one; there are: production, staging → kubectl config use-context NAME",
            await FailureAsync(null, Variables(("KUBECONFIG", kubeconfig))));
        Assert.StartsWith($"YARD8502: {kubeconfig}: context 'staging': Cluster not found for context", await FailureAsync("staging", Variables(("KUBECONFIG", kubeconfig))));
    }

    [Theory]
    [InlineData("contexts:\n- name: a\n  context: [b: }\n", 3)]
    [InlineData("contexts:\n- { name: a\n- b: [\n", 0)]
    public async Task A_kubeconfig_that_is_no_yaml_is_told_with_its_line(string text, int line)
    {
        var kubeconfig = _folder.Write("config", text);

        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterConnection.OpenAsync("a", null, Variables(("KUBECONFIG", kubeconfig)), Stop));

        var diagnostic = Assert.Single(failed.Diagnostics);
        Assert.Equal((ClusterCodes.BadKubeconfig, kubeconfig, line), (diagnostic.Code, diagnostic.Where!.File, diagnostic.Where.Line));
    }

    [Fact]
    public async Task A_credential_plugin_that_is_not_there_is_told_with_how_to_install_it()
    {
        var kubeconfig = WithPlugin("cloud-auth");

        Assert.Equal(
            $"YARD8504: {kubeconfig}: context 'a' asks the program 'cloud-auth' for credentials, and it is not on this machine → Install it with apt-get install cloud-auth",
            await FailureAsync("a", Variables(("KUBECONFIG", kubeconfig), ("PATH", _folder.Path))));
    }

    [Fact]
    public async Task A_credential_plugin_that_fails_is_told()
    {
        _folder.Write("cloud-auth", "#!/bin/sh\nexit 3\n", executable: true);

        Assert.StartsWith($"YARD8504: {_folder.At("config")}: context 'a': external exec failed", await FailureAsync("a", Variables(("KUBECONFIG", WithPlugin("./cloud-auth")))));
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_told()
    {
        await using var server = await TestCluster.StartAsync();
        var kubeconfig = server.WriteKubeconfig(_folder.Path, "expired");

        Assert.Equal("YARD8507: get /version: the credentials are not accepted: Unauthorized", await FailureAsync("test", Variables(("KUBECONFIG", kubeconfig))));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        string kubeconfig, address;
        await using (var server = await TestCluster.StartAsync())
        {
            kubeconfig = server.WriteKubeconfig(_folder.Path);
            address = server.Address.Authority;
        }

        Assert.Equal($"YARD8505: get /version: {address}: Connection refused", await FailureAsync("test", Variables(("KUBECONFIG", kubeconfig))));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_told()
    {
        await using var server = await TestCluster.StartAsync();
        var kubeconfig = server.WriteKubeconfig(_folder.Path);
        server.Instead = Faults.Always(_ => true, Faults.Cut);

        Assert.StartsWith($"YARD8505: get /version: {server.Address.Authority}: ", await FailureAsync("test", Variables(("KUBECONFIG", kubeconfig)) with { Retries = 1 }));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("other.example", 0, "its certificate is not for '127.0.0.1'")]
    [InlineData("127.0.0.1", -30, "its certificate is valid from 2026-10-02 00:00:00Z to 2026-10-03 00:00:00Z only")]
    public async Task A_certificate_that_does_not_fit_is_told(string host, int days, string why)
    {
        using var certificate = new TestCertificate(host, days == 0 ? Now : new DateTimeOffset(2026, 10, 2, 0, 0, 0, TimeSpan.Zero));
        await using var server = await TestCluster.StartAsync(certificate);

        Assert.Equal($"YARD8506: get /version: {server.Address.Authority}: {why}", await FailureAsync("test", Variables(("KUBECONFIG", server.WriteKubeconfig(_folder.Path)))));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_told()
    {
        using var certificate = new TestCertificate("127.0.0.1", Now);
        using var other = new TestCertificate("127.0.0.1", Now);
        await using var server = await TestCluster.StartAsync(certificate);
        var kubeconfig = server.WriteKubeconfig(_folder.Path);
        File.WriteAllText(kubeconfig, File.ReadAllText(kubeconfig).Replace(Base64(certificate), Base64(other), StringComparison.Ordinal));

        Assert.Equal(
            $"YARD8506: get /version: {server.Address.Authority}: its certificate was signed by 'CN=test authority', which is not among the authorities that are trusted for it",
            await FailureAsync("test", Variables(("KUBECONFIG", kubeconfig))));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow().AddHours(-1);

    private static string Base64(TestCertificate certificate) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate.Authority.ExportCertificatePem()));

    private string WithPlugin(string command) => _folder.Write("config", $"""
        contexts:
        - name: a
          context: {"{"} cluster: a, user: a {"}"}
        clusters:
        - name: a
          cluster: {"{"} server: "http://127.0.0.1:1" {"}"}
        users:
        - name: a
          user:
            exec: {"{"} apiVersion: client.authentication.k8s.io/v1, command: {command}, installHint: "Install it with apt-get install cloud-auth." {"}"}
        """);

    private static ClusterOptions Variables(params (string Name, string Value)[] set) => new()
    {
        Time = new HastyTime(),
        Variable = name => set.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault(),
    };

    private static async Task<string> FailureAsync(string? context, ClusterOptions options)
    {
        var failed = await Assert.ThrowsAsync<YardException>(() => ClusterConnection.OpenAsync(context, null, options, Stop));
        var hint = failed.Diagnostics[0].Hint;
        return Failures.Text(failed) + (hint is null ? "" : $" → {hint}");
    }
}
