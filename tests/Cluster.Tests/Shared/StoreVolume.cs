using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>A store's volume as a platform makes it: a folder of the node, which all its pods can mount, and its root belongs to the pods' user.</summary>
internal sealed class StoreVolume(ClusterConnection cluster) : IAsyncDisposable
{
    /// <summary>The PersistentVolumeClaim.</summary>
    public const string Claim = "modelyard-store";

    private static readonly Dictionary<string, ResourceQuantity> Size = new() { ["storage"] = new("5Gi") };

    // Of the namespace, since volumes are the whole cluster's.
    private string Name => cluster.Namespace;

    public async Task MakeAsync()
    {
        var volume = new V1PersistentVolume
        {
            Metadata = new V1ObjectMeta { Name = Name },
            Spec = new V1PersistentVolumeSpec
            {
                AccessModes = ["ReadWriteMany"],
                Capacity = Size,
                StorageClassName = "",
                PersistentVolumeReclaimPolicy = "Retain",
                HostPath = new V1HostPathVolumeSource { Path = $"/var/tmp/{Name}", Type = "DirectoryOrCreate" },
                ClaimRef = new V1ObjectReference { NamespaceProperty = cluster.Namespace, Name = Claim },
            },
        };
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new V1ObjectMeta { Name = Claim },
            Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteMany"], StorageClassName = "", VolumeName = Name, Resources = new V1VolumeResourceRequirements { Requests = Size } },
        };
        await cluster.AskAsync(ClusterRequest.For<V1PersistentVolume>("create", Name, null), (api, stop) => api.CoreV1.CreatePersistentVolumeAsync(volume, cancellationToken: stop), TestContext.Current.CancellationToken);
        await cluster.ApplyAsync(claim, cancellation: TestContext.Current.CancellationToken);
        await RunAsync("giving", "chown 65532:65532 /store");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("clearing", "rm -rf /store/* /store/.[!.]*");
        await cluster.AskAsync(ClusterRequest.For<V1PersistentVolume>("delete", Name, null), (api, stop) => api.CoreV1.DeletePersistentVolumeAsync(Name, cancellationToken: stop), CancellationToken.None);
    }

    // As root, which no pod of ours is.
    private async Task RunAsync(string name, string script)
    {
        var pod = Pods.Shell(name, script, spec =>
        {
            spec.Volumes = [new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Claim } }];
            spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "store", MountPath = "/store" }];
        });
        await cluster.AskAsync(ClusterRequest.For<V1Pod>("create", name, cluster.Namespace), (api, stop) => api.CoreV1.CreateNamespacedPodAsync(pod, cluster.Namespace, cancellationToken: stop), CancellationToken.None);
        await using var pods = await cluster.WatchAsync<V1Pod>(ResourceScope.Named(name));
        await pods.WaitAsync(name, now => now?.Status?.Phase is "Succeeded" or "Failed");
    }
}
