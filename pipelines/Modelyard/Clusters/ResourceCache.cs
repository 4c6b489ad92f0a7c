using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>One <see cref="ResourceWatch{T}"/> that many wait on: it runs in the background until it is disposed. Any thread may ask.</summary>
public sealed class ResourceCache<T> : IAsyncDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Channel<ResourceChange<T>>> _readers = [];
    private ImmutableDictionary<string, T> _objects;
    private readonly Task _running;
    private Exception? _failed;
    private bool _isOver;

    /// <param name="watch">It has listed already.</param>
    internal ResourceCache(ResourceWatch<T> watch)
    {
        _objects = watch.Objects;
        _running = Task.Run(() => RunAsync(watch));
    }

    /// <summary>The objects by name, as they are known now.</summary>
    public ImmutableDictionary<string, T> Objects
    {
        get
        {
            lock (_lock) return _objects;
        }
    }

    /// <summary>What is known now as <see cref="ChangeKind.Added"/>, then every change; a slow reader misses nothing.</summary>
    /// <exception cref="YardException">The watch failed for good.</exception>
    public async IAsyncEnumerable<ResourceChange<T>> ChangesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var channel = Channel.CreateUnbounded<ResourceChange<T>>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var (_, known) in _objects.OrderBy(pair => pair.Key, StringComparer.Ordinal)) channel.Writer.TryWrite(new ResourceChange<T>(ChangeKind.Added, known));
            if (_isOver) channel.Writer.TryComplete(_failed);
            else _readers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellation)) yield return change;
        }
        finally
        {
            lock (_lock) _readers.Remove(channel);
        }
    }

    /// <summary>Waits until an object is as wanted, and gives it; <see langword="null"/> where what is wanted is that it is gone.</summary>
    /// <param name="isWanted">Asked of the object as it is now, then after each change of it; of <see langword="null"/> where it is not there.</param>
    public async Task<T?> WaitAsync(string name, Func<T?, bool> isWanted, CancellationToken cancellation = default)
    {
        var found = Objects.GetValueOrDefault(name);
        if (isWanted(found)) return found;
        await foreach (var change in ChangesAsync(cancellation))
        {
            if (change.Object.Metadata.Name != name) continue;
            var now = change.Kind == ChangeKind.Deleted ? null : change.Object;
            if (isWanted(now)) return now;
        }

        throw new OperationCanceledException("the watch was ended");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(ResourceWatch<T> watch)
    {
        try
        {
            await foreach (var change in watch.ChangesAsync(_end.Token))
            {
                lock (_lock)
                {
                    // Not the watch's own: after a list it is ahead of the changes that it tells.
                    var name = change.Object.Metadata.Name;
                    _objects = change.Kind == ChangeKind.Deleted ? _objects.Remove(name) : _objects.SetItem(name, change.Object);
                    foreach (var reader in _readers) reader.Writer.TryWrite(change);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception failed)
        {
            _failed = failed;
        }

        lock (_lock)
        {
            _isOver = true;
            foreach (var reader in _readers) reader.Writer.TryComplete(_failed);
        }
    }
}
