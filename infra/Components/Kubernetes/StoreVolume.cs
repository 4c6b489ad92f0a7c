using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="StoreVolume"/> needs.</summary>
public sealed record StoreVolumeArgs
{
    public required string Namespace { get; init; }

    /// <summary>The claim's name in that namespace.</summary>
    public required string Claim { get; init; }

    public required StoreSource Source { get; init; }

    /// <summary>A quantity; what the source has is what there is.</summary>
    public required string Size { get; init; }

    /// <summary>Whether pods may only read: servers do, training writes.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The namespace, which must be there first.</summary>
    public required Resource After { get; init; }
}

/// <summary>A volume and the claim that is bound to it and to no other. A volume has one claim, so each namespace has a volume of its own on the same source.</summary>
public sealed class StoreVolume : PlatformComponent
{
    public StoreVolume(string name, StoreVolumeArgs args, ComponentResourceOptions? options = null)
        : base("StoreVolume", name, options)
    {
        var mode = args.IsReadOnly ? "ReadOnlyMany" : "ReadWriteMany";
        var specification = new PersistentVolumeSpecArgs
        {
            Capacity = { ["storage"] = args.Size },
            AccessModes = { mode },
            PersistentVolumeReclaimPolicy = "Retain",
            StorageClassName = "",
            ClaimRef = new ObjectReferenceArgs { ApiVersion = "v1", Kind = "PersistentVolumeClaim", Namespace = args.Namespace, Name = args.Claim },
        };
        if (args.Source.MountOptions.Count > 0) specification.MountOptions = args.Source.MountOptions.ToArray();
        args.Source.AddTo(specification, args.IsReadOnly);
        var volume = new PersistentVolume(
            $"{name}-volume",
            new PersistentVolumeArgs { Metadata = new ObjectMetaArgs { Name = $"{args.Namespace}-{args.Claim}", Labels = PlatformLabels.All }, Spec = specification },
            Kept());
        _ = new PersistentVolumeClaim(
            $"{name}-claim",
            new PersistentVolumeClaimArgs
            {
                Metadata = new ObjectMetaArgs { Name = args.Claim, Namespace = args.Namespace, Labels = PlatformLabels.All },
                Spec = new PersistentVolumeClaimSpecArgs
                {
                    AccessModes = { mode },
                    // Empty and not left out: the cluster's default class would make a volume of its own.
                    StorageClassName = "",
                    VolumeName = volume.Metadata.Apply(metadata => metadata.Name),
                    Resources = new VolumeResourceRequirementsArgs { Requests = { ["storage"] = args.Size } },
                },
            },
            Kept(args.After));
        RegisterOutputs();
    }
}
