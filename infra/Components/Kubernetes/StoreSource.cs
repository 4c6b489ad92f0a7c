using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What a store's volume stands on.</summary>
public abstract record StoreSource
{
    /// <summary>The volume's source, put into its specification.</summary>
    internal abstract void AddTo(PersistentVolumeSpecArgs volume, bool readOnly);

    /// <summary>Options of its mounts.</summary>
    internal virtual IReadOnlyList<string> MountOptions => [];
}

/// <summary>A share of Filestore, mounted by its CSI driver.</summary>
/// <param name="Handle"><c>modeInstance/LOCATION/INSTANCE/SHARE</c></param>
/// <param name="Server">The address of its server.</param>
/// <param name="Share">The share's name.</param>
public sealed record FilestoreSource(Input<string> Handle, Input<string> Server, string Share) : StoreSource
{
    internal override void AddTo(PersistentVolumeSpecArgs volume, bool readOnly) => volume.Csi = new CSIPersistentVolumeSourceArgs
    {
        Driver = "filestore.csi.storage.gke.io",
        VolumeHandle = Handle,
        VolumeAttributes = { ["ip"] = Server, ["volume"] = Share },
        ReadOnly = readOnly,
    };
}

/// <summary>A directory of an NFS server. Locks of files need version 4.</summary>
public sealed record NfsSource(string Server, string Path) : StoreSource
{
    internal override IReadOnlyList<string> MountOptions => ["nfsvers=4.1", "hard"];

    internal override void AddTo(PersistentVolumeSpecArgs volume, bool readOnly) =>
        volume.Nfs = new NFSVolumeSourceArgs { Server = Server, Path = Path, ReadOnly = readOnly };
}

/// <summary>A folder of the only node: for clusters on one machine.</summary>
public sealed record HostPathSource(string Path) : StoreSource
{
    internal override void AddTo(PersistentVolumeSpecArgs volume, bool readOnly) =>
        volume.HostPath = new HostPathVolumeSourceArgs { Path = Path, Type = "DirectoryOrCreate" };
}
