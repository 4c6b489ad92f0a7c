using Modelyard.Clusters;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>The real cluster: an administrator's kubeconfig, whose current context is taken.</summary>
public static class ClusterUnderTest
{
    /// <summary><c>YARD_TEST_KUBECONFIG</c>; nothing is tested without it.</summary>
    public static string? Kubeconfig { get; } = Environment.GetEnvironmentVariable("YARD_TEST_KUBECONFIG") is { Length: > 0 } named ? named : null;

    /// <summary><c>YARD_TEST_REGISTRY</c>: a registry that the nodes pull from and that tests may push to, such as <c>172.30.0.2:5000</c>: by an address that pods reach too; speaks plain HTTP, may delete, and holds <c>busybox:1.35</c>.</summary>
    public static string? Registry { get; } = Environment.GetEnvironmentVariable("YARD_TEST_REGISTRY") is { Length: > 0 } named ? named : null;

    /// <summary>An image with a shell.</summary>
    public static string Busybox => Registry is null ? "docker.io/library/busybox:1.35" : $"{Registry}/busybox:1.35";

    /// <summary>Settings that take the cluster's kubeconfig, or another one.</summary>
    public static ClusterOptions Options(string? kubeconfig = null) => new() { Variable = name => name == "KUBECONFIG" ? kubeconfig ?? Kubeconfig : Environment.GetEnvironmentVariable(name) };

    /// <summary>Connects as administrator.</summary>
    public static Task<ClusterConnection> OpenAsync(string @namespace) => ClusterConnection.OpenAsync(null, @namespace, Options(), TestContext.Current.CancellationToken);
}
