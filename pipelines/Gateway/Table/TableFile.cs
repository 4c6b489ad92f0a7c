using System.Text.Json;
using Modelyard.Content;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Table;

/// <summary>
/// A table in a mounted ConfigMap. A kubelet exchanges the whole folder behind a link, which the kernel tells of in some places and not in others, so the file
/// is also looked at every few seconds. One that cannot be read leaves the table before in force.
/// </summary>
internal sealed class TableFile : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly RoutingTableHolder _routes;
    private readonly Action<string> _log;
    private readonly TimeProvider _time;
    private readonly FileSystemWatcher _folder;
    private readonly Lock _lock = new();
    private State _state;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="JsonException">It is no table.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    public TableFile(string path, RoutingTableHolder routes, Action<string> log, TimeProvider time)
    {
        (_path, _routes, _log, _time) = (path, routes, log, time);
        var bytes = File.ReadAllBytes(path);
        _state = new State(Digest.Of(bytes), GatewayTable.Read(bytes));
        routes.Change(_ => _state.Table.Routes);
        _folder = new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!) { EnableRaisingEvents = true };
        _folder.Created += Touch;
        _folder.Changed += Touch;
        _folder.Renamed += Touch;
    }

    /// <summary>Where a model's service is; <see langword="null"/> where none is live.</summary>
    public Uri? AddressOf(string model)
    {
        var table = Volatile.Read(ref _state).Table;
        return table.Routes.TryGet(model, out _) ? table.AddressOf(model) : null;
    }

    /// <summary>Follows the file until it is cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var touched = Volatile.Read(ref _touched).Task;
            ReadAgain();
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(touched, Task.Delay(Look, _time, woken.Token));
            await woken.CancelAsync();
        }
    }

    /// <summary>Waits until the file with this digest is in force.</summary>
    /// <returns>What is in force when it is, or when the time is over.</returns>
    public async Task<Digest> AwaitAsync(Digest wanted, TimeSpan limit, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var end = Task.Delay(limit, _time, late.Token);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_state.Digest == wanted || end.IsCompleted) break;
                changed = _changed.Task;
            }

            await Task.WhenAny(changed, end);
        }

        await late.CancelAsync();
        return Volatile.Read(ref _state).Digest;
    }

    public void Dispose() => _folder.Dispose();

    private void ReadAgain()
    {
        try
        {
            var bytes = File.ReadAllBytes(_path);
            var digest = Digest.Of(bytes);
            if (digest == _state.Digest) return;
            var next = new State(digest, GatewayTable.Read(bytes));
            TaskCompletionSource told;
            lock (_lock)
            {
                // A model that leaves is out of the table before its address is forgotten; one that comes is known before.
                Volatile.Write(ref _state, next);
                _routes.Change(_ => next.Table.Routes);
                told = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            told.SetResult();
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            _log($"{_path}: {unreadable.Message}; the table before stays in force");
        }
    }

    private void Touch(object sender, FileSystemEventArgs change)
    {
        var touched = Interlocked.Exchange(ref _touched, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        touched.TrySetResult();
    }

    private sealed record State(Digest Digest, GatewayTable Table);
}
