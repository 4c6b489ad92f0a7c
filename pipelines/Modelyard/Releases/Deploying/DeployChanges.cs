using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Releases.Deploying;

/// <summary>Makes one change after the other, and remembers those that changed anything. For several threads.</summary>
internal sealed class DeployChanges(ClusterConnection cluster, LiveObjects live, bool dryRun, Action<string> note)
{
    private readonly ConcurrentDictionary<(string, string), IKubernetesObject<V1ObjectMeta>> _now = new();
    private readonly ConcurrentQueue<ObjectChange> _made = new();

    /// <summary>In order.</summary>
    public IReadOnlyList<ObjectChange> Made => [.. _made];

    /// <summary>Applies a manifest.</summary>
    /// <returns>The object as it is then, and whether it is another than before.</returns>
    public async Task<(IKubernetesObject<V1ObjectMeta> Object, bool Changed)> ApplyAsync(IKubernetesObject<V1ObjectMeta> manifest, CancellationToken cancellation)
    {
        var key = (manifest.Kind, manifest.Metadata.Name);
        var before = _now.GetValueOrDefault(key) ?? live.Find(manifest);
        var kind = DeployedKind.Find(manifest);
        var after = await kind.ApplyAsync(cluster, ReplicaHandover.Of(manifest, before), new ApplyOptions(DryRun: dryRun), cancellation);
        (after.ApiVersion, after.Kind) = (kind.Kind.ApiVersion, kind.Kind.Kind);
        _now[key] = after;
        if (ObjectChange.Between(before, after) is not { } change) return (after, false);
        Tell(change);
        return (after, true);
    }

    /// <summary>Deletes an object.</summary>
    public async Task DeleteAsync(IKubernetesObject<V1ObjectMeta> item, CancellationToken cancellation)
    {
        if (!dryRun) await DeployedKind.Find(item).DeleteAsync(cluster, item.Metadata.Name, cancellation);
        Tell(ObjectChange.Deletion(item));
    }

    private void Tell(ObjectChange change)
    {
        _made.Enqueue(change);
        note(change.ToString());
    }
}
