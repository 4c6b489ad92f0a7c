using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>
/// Objects of one kind, and everything that happens to them: one list, then watches that go on from the last version that was seen. Lists again only
/// after 410 Gone, and then tells what differs, deletions too. Read by one reader at a time; <see cref="ResourceCache{T}"/> serves many.
/// </summary>
/// <param name="trouble">Told when the cluster does not answer, each time; the watch goes on meanwhile.</param>
public sealed class ResourceWatch<T>(ClusterConnection cluster, ResourceScope scope, Action<YardException>? trouble = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private readonly Backoff _backoff = new(cluster.Time, FirstPause, cluster.Options.LongestPause);
    private readonly ClusterRequest _asked = ClusterRequest.For<T>("watch", null, scope.Namespace ?? cluster.Namespace);
    private string? _version;

    /// <summary>The objects by name, as of the last change that was read.</summary>
    public ImmutableDictionary<string, T> Objects { get; private set; } = ImmutableDictionary<string, T>.Empty;

    /// <summary>Makes the one list, where it was not made yet. <see cref="ChangesAsync"/> tells what was found as <see cref="ChangeKind.Added"/> only where it makes the list itself.</summary>
    /// <exception cref="YardException">As <see cref="ClusterFailure"/> says.</exception>
    public async Task ListAsync(CancellationToken cancellation = default)
    {
        if (_version is null) await RelistAsync(cancellation);
    }

    /// <summary>Every change from now on, in order; none is lost, none told twice. Ends by cancellation only.</summary>
    /// <exception cref="YardException">The cluster refuses, or did not answer for <see cref="ClusterOptions.WatchPatience"/>.</exception>
    public async IAsyncEnumerable<ResourceChange<T>> ChangesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var answered = cluster.Time.GetTimestamp();
        while (true)
        {
            foreach (var change in _version is null ? await RelistAsync(cancellation) : []) yield return change;
            Exception? failed = null;
            var began = cluster.Time.GetTimestamp();
            await using (var events = WatchConnection.ReadAsync<T>(cluster, scope, _version!, cancellation).GetAsyncEnumerator(cancellation))
            {
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync()) break;
                    }
                    catch (Exception caught) when (!cancellation.IsCancellationRequested)
                    {
                        failed = caught;
                        break;
                    }

                    answered = cluster.Time.GetTimestamp();
                    _backoff.Reset();
                    if (Take(events.Current) is { } change) yield return change;
                }
            }

            cancellation.ThrowIfCancellationRequested();
            if (failed is null) answered = cluster.Time.GetTimestamp();
            // Where nothing happens, a request that lasted is as good as an event.
            if (cluster.Time.GetElapsedTime(began) > LongEnough) _backoff.Reset();
            await GoOnAsync(failed, cluster.Time.GetElapsedTime(answered), cancellation);
        }
    }

    private ResourceChange<T>? Take(WatchedEvent<T> seen)
    {
        _version = seen.Version;
        if (seen.Object is not { } read) return null;
        var name = read.Metadata.Name;
        var before = Objects.GetValueOrDefault(name);
        if (seen.Kind == ChangeKind.Deleted)
        {
            Objects = Objects.Remove(name);
            return before is null ? null : new ResourceChange<T>(ChangeKind.Deleted, read);
        }

        Objects = Objects.SetItem(name, read);
        return before?.Metadata.ResourceVersion == read.Metadata.ResourceVersion
            ? null
            : new ResourceChange<T>(before is null ? ChangeKind.Added : ChangeKind.Modified, read);
    }

    /// <summary>Lists, and tells how that differs from what was known. An object that was made anew under its old name is deleted, then added.</summary>
    private async Task<List<ResourceChange<T>>> RelistAsync(CancellationToken cancellation)
    {
        var list = await ResourceList<T>.ReadAsync(cluster, scope, cancellation);
        var now = (list.Items ?? []).ToImmutableDictionary(item => item.Metadata.Name);
        var changes = new List<ResourceChange<T>>();
        foreach (var (name, before) in Objects.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (now.GetValueOrDefault(name)?.Metadata.Uid != before.Metadata.Uid) changes.Add(new ResourceChange<T>(ChangeKind.Deleted, before));
        }

        foreach (var (name, item) in now.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var before = Objects.GetValueOrDefault(name);
            if (before?.Metadata.Uid != item.Metadata.Uid) changes.Add(new ResourceChange<T>(ChangeKind.Added, item));
            else if (before.Metadata.ResourceVersion != item.Metadata.ResourceVersion) changes.Add(new ResourceChange<T>(ChangeKind.Modified, item));
        }

        Objects = now;
        _version = list.Metadata.ResourceVersion;
        return changes;
    }

    /// <summary>Waits before the next request, or gives up.</summary>
    private async Task GoOnAsync(Exception? failed, TimeSpan silence, CancellationToken cancellation)
    {
        if (failed is VersionGoneException)
        {
            // A server that says so of the version that it has just listed must not be asked in a tight loop.
            _version = null;
            await _backoff.PauseAsync(null, cancellation);
            return;
        }

        if (failed is not null)
        {
            var known = failed is HttpRequestException or IOException or TimeoutException ? ClusterFailure.OfTransport(failed, _asked, cluster.Address) : ClusterFailure.Of(failed, _asked);
            var passing = TransientClusterFailure.Of(failed, _asked, cluster.Time);
            if (passing is null || silence > cluster.Options.WatchPatience) throw known;
            // A connection that breaks is nothing to speak of; one that cannot be made is.
            if (failed is not IOException) trouble?.Invoke(known);
            await _backoff.PauseAsync(passing.Pause, cancellation);
            return;
        }

        await _backoff.PauseAsync(null, cancellation);
    }
}
