using k8s;
using k8s.KubeConfigModels;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>The kubeconfig of the cluster, changed in one thing; gone with its folder.</summary>
internal sealed class OtherKubeconfig : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("yard-tests-");

    private OtherKubeconfig(Action<K8SConfiguration> change)
    {
        var loaded = KubernetesClientConfiguration.LoadKubeConfig(ClusterUnderTest.Kubeconfig!);
        change(loaded);
        Path = System.IO.Path.Combine(_folder.FullName, "config");
        File.WriteAllText(Path, KubernetesYaml.Serialize(loaded));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Another user, who has a token alone.</summary>
    public static OtherKubeconfig WithToken(string token) => new(loaded =>
    {
        foreach (var user in loaded.Users) user.UserCredentials = new UserCredentials { Token = token };
    });

    /// <summary>Another address.</summary>
    public static OtherKubeconfig WithServer(string address) => new(loaded =>
    {
        foreach (var cluster in loaded.Clusters) cluster.ClusterEndpoint.Server = address;
    });

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);
}
