using k8s.Models;
using Modelyard.Specs;

namespace Modelyard.Running.Kubernetes;

/// <summary>What all pods of runs have in common: nobody's user, no rights, a read-only root, and of the store what they need.</summary>
/// <param name="node">The node that can mount the store, where only one can.</param>
internal sealed class PodShape(ClusterPlaceSpec place, string? node)
{
    private const string StoreVolume = "store";

    /// <summary>A pod of one container that ends.</summary>
    /// <param name="mounts">Absolute paths below the store that the container sees; of those that it may write, <see langword="true"/>.</param>
    /// <param name="emptied">Folders that are empty and the container's own.</param>
    public V1PodSpec Of(V1Container container, IEnumerable<(string Path, string At, bool Writable)> mounts, IEnumerable<string> emptied)
    {
        var empties = emptied.Select((path, number) => (Path: path, Name: $"empty-{number}")).ToList();
        return new V1PodSpec
        {
            Containers = [Confined(container, [.. Mounts(mounts), .. empties.Select(empty => new V1VolumeMount { Name = empty.Name, MountPath = empty.Path })])],
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            SecurityContext = new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = StorePlaces.User,
                RunAsGroup = StorePlaces.User,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            ImagePullSecrets = place.PullSecret is { } secret ? [new V1LocalObjectReference { Name = secret }] : null,
            NodeSelector = place.NodeSelector.Count > 0 ? place.NodeSelector.ToDictionary() : null,
            Affinity = node is null ? null : OnNode(node),
            Tolerations = place.Tolerations.Count > 0 ? [.. place.Tolerations.Select(Toleration)] : null,
            Volumes =
            [
                new V1Volume { Name = StoreVolume, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = place.Claim } },
                .. empties.Select(empty => new V1Volume { Name = empty.Name, EmptyDir = new V1EmptyDirVolumeSource() }),
                new V1Volume { Name = "shared-memory", EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory" } },
            ],
        };
    }

    /// <summary>Another container, that sees this of the store and has no folder of its own.</summary>
    public static V1Container Beside(V1Container container, IEnumerable<(string Path, string At, bool Writable)> mounts) => Confined(container, Mounts(mounts));

    private static V1Container Confined(V1Container container, IEnumerable<V1VolumeMount> mounts)
    {
        container.VolumeMounts = [.. mounts, new V1VolumeMount { Name = "shared-memory", MountPath = "/dev/shm" }];
        container.SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        };
        // What a pod said last is in its status as well, which stays when its log is gone.
        container.TerminationMessagePolicy = "FallbackToLogsOnError";
        return container;
    }

    private static IEnumerable<V1VolumeMount> Mounts(IEnumerable<(string Path, string At, bool Writable)> mounts) =>
        mounts.Select(mount => new V1VolumeMount { Name = StoreVolume, MountPath = mount.At, SubPath = Path.GetRelativePath(StorePlaces.Store, mount.Path), ReadOnlyProperty = mount.Writable ? null : true });

    /// <summary>As kubectl taint writes them: <c>key=value:Effect</c>; without a value any, without an effect all.</summary>
    private static V1Toleration Toleration(string text)
    {
        var (rest, effect) = text.Split(':', 2) is [var before, var after] ? (before, after) : (text, null);
        return rest.Split('=', 2) is [var key, var value]
            ? new V1Toleration { Key = key, OperatorProperty = "Equal", Value = value, Effect = effect }
            : new V1Toleration { Key = rest, OperatorProperty = "Exists", Effect = effect };
    }

    // Affinity, and not nodeName: that would go past the scheduler and the node's room.
    private static V1Affinity OnNode(string node) => new()
    {
        NodeAffinity = new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
            {
                NodeSelectorTerms = [new V1NodeSelectorTerm { MatchFields = [new V1NodeSelectorRequirement { Key = "metadata.name", OperatorProperty = "In", Values = [node] }] }],
            },
        },
    };
}
