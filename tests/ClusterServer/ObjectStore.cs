using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.TestClusters;

/// <summary>Objects by kind, namespace and name, their versions, and what happened to them.</summary>
public sealed partial class ObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Collection, string Namespace, string Name), JsonObject> _objects = [];
    private readonly List<StoredEvent> _history = [];
    private readonly List<Watcher> _watchers = [];
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = 1_000;
    private long _compacted;

    /// <summary>Whether a version that is gone is told as an ERROR event, as real servers mostly do, or as the answer's status.</summary>
    public bool IsGoneAnEvent { get; set; } = true;

    /// <summary>Kinds that are known, such as <c>batch/v1/jobs</c>; of others the server knows nothing.</summary>
    public HashSet<string> Kinds { get; } =
    [
        "/v1/pods", "/v1/services", "/v1/configmaps", "/v1/secrets", "/v1/events", "/v1/serviceaccounts", "/v1/persistentvolumeclaims", "/v1/namespaces",
        "batch/v1/jobs", "apps/v1/deployments", "coordination.k8s.io/v1/leases", "policy/v1/poddisruptionbudgets", "autoscaling/v2/horizontalpodautoscalers",
    ];

    /// <summary>Namespaces that are there.</summary>
    public HashSet<string> Namespaces { get; } = [TestCluster.Namespace];

    /// <summary>The watches that are open now.</summary>
    public int OpenWatches
    {
        get
        {
            lock (_lock) return _watchers.Count;
        }
    }

    /// <summary>Waits until a watch is open.</summary>
    public Task WatchedAsync()
    {
        lock (_lock) return _watchers.Count > 0 ? Task.CompletedTask : _opened.Task;
    }

    /// <summary>Makes or changes an object, as a controller would.</summary>
    public T Put<T>(T item, string @namespace = TestCluster.Namespace)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var kind = ResourceKind.Of<T>();
        var document = JsonNode.Parse(KubernetesJson.Serialize(item))!.AsObject();
        document["apiVersion"] = kind.ApiVersion;
        document["kind"] = kind.Kind;
        return KubernetesJson.Deserialize<T>(Put($"{kind.Group}/{kind.Version}/{kind.Plural}", @namespace, document));
    }

    /// <summary>Changes an object that is there.</summary>
    public T Change<T>(string name, Action<T> change, string @namespace = TestCluster.Namespace)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            var item = Get<T>(name, @namespace) ?? throw new InvalidOperationException($"there is no {name}");
            change(item);
            return Put(item, @namespace);
        }
    }

    /// <summary>An object; <see langword="null"/> where it is not there.</summary>
    public T? Get<T>(string name, string @namespace = TestCluster.Namespace)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = ResourceKind.Of<T>();
        lock (_lock) return _objects.TryGetValue(($"{kind.Group}/{kind.Version}/{kind.Plural}", @namespace, name), out var found) ? KubernetesJson.Deserialize<T>(found) : null;
    }

    /// <summary>Deletes an object.</summary>
    public bool Delete<T>(string name, string @namespace = TestCluster.Namespace)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var kind = ResourceKind.Of<T>();
        return Delete($"{kind.Group}/{kind.Version}/{kind.Plural}", @namespace, name) is not null;
    }

    /// <summary>Forgets what happened so far, as etcd does after five minutes: who goes on from before is told that it is gone.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _history.Clear();
            _compacted = _version;
        }
    }

    internal JsonObject Put(string collection, string @namespace, JsonObject item)
    {
        lock (_lock)
        {
            var metadata = item["metadata"]!.AsObject();
            var key = (collection, @namespace, metadata["name"]!.GetValue<string>());
            var before = _objects.GetValueOrDefault(key);
            metadata["namespace"] = @namespace;
            metadata["uid"] = before?["metadata"]!["uid"]!.GetValue<string>() ?? Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = before?["metadata"]!["creationTimestamp"]!.GetValue<string>() ?? "2026-01-01T00:00:00Z";
            metadata["resourceVersion"] = before?["metadata"]!["resourceVersion"]!.GetValue<string>();
            // What changes nothing makes no version.
            if (before is not null && JsonNode.DeepEquals(before, item)) return before.DeepClone().AsObject();
            metadata["resourceVersion"] = Next();
            _objects[key] = item.DeepClone().AsObject();
            Tell(new StoredEvent(_version, collection, @namespace, before, item.DeepClone().AsObject()));
            return item;
        }
    }

    internal JsonObject? Delete(string collection, string @namespace, string name)
    {
        lock (_lock)
        {
            if (!_objects.Remove((collection, @namespace, name), out var before)) return null;
            var last = before.DeepClone().AsObject();
            last["metadata"]!["resourceVersion"] = Next();
            Tell(new StoredEvent(_version, collection, @namespace, before, null) { Last = last });
            return last;
        }
    }

    private string Next() => (++_version).ToString(CultureInfo.InvariantCulture);

    private void Tell(StoredEvent happened)
    {
        _history.Add(happened);
        foreach (var watcher in _watchers) watcher.Lines.Writer.TryWrite(new WatchedLine(happened));
    }

    private sealed record Watcher(Channel<WatchedLine> Lines);
}

/// <summary>A change: of nothing into something, something into something else, or something into nothing.</summary>
internal sealed record StoredEvent(long Version, string Collection, string Namespace, JsonObject? Before, JsonObject? After)
{
    /// <summary>A deleted object with the version of its deletion.</summary>
    public JsonObject? Last { get; init; }

    /// <summary>As one watch sees it; <see langword="null"/> where it does not.</summary>
    public JsonObject? For(string collection, string? @namespace, Selector selector)
    {
        if (Collection != collection || (@namespace is not null && Namespace != @namespace)) return null;
        var was = Before is not null && selector.Fits(Before);
        var isNow = After is not null && selector.Fits(After);
        if (!was && !isNow) return null;
        var shown = After ?? Last!;
        return new JsonObject { ["type"] = isNow ? was ? "MODIFIED" : "ADDED" : "DELETED", ["object"] = shown.DeepClone() };
    }
}

/// <summary>What a watch is to do next: tell an event, a bookmark or an error, be cut, or end.</summary>
internal sealed record WatchedLine(StoredEvent? Event = null, string? Bookmark = null, JsonObject? Error = null, bool IsCut = false, bool IsEnd = false);
