using Modelyard.Diagnostics;

namespace Modelyard.Serving;

/// <summary>Keeps one wanted server running: starts it, watches it, starts it again, and drains it when it is no longer wanted.</summary>
internal sealed class ServerSlot : IAsyncDisposable
{
    private readonly ServingOptions _options;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _unwanted = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _keeping;

    private ServerPhase _phase = ServerPhase.Starting;
    private Uri? _address;
    private string? _problem;
    private int? _session;
    private TimeSpan? _startTook;
    private int _starts;
    private int _inFlight;
    private bool _answered;

    /// <param name="definition">What should run.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock of probes and pauses.</param>
    /// <param name="changed">Called, outside any lock, after each change of phase.</param>
    public ServerSlot(ServerDefinition definition, ServingOptions options, TimeProvider time, Action changed)
    {
        (Definition, _options, _time, _changed) = (definition, options, time, changed);
        _keeping = Task.Run(KeepAsync);
    }

    public ServerDefinition Definition { get; }

    public ServerState State
    {
        get
        {
            lock (_lock) return new(Definition, _phase, _address, Math.Max(0, _starts - 1), _inFlight, _problem, _session, _startTook);
        }
    }

    public ServerLease? TryAcquire()
    {
        lock (_lock)
        {
            if (_phase != ServerPhase.Ready) return null;
            _inFlight++;
            return new ServerLease(_address!, Release);
        }
    }

    /// <summary>Nothing new comes in from now on; the server stops when what is in flight has ended, or after the drain limit.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            if (_phase == ServerPhase.Draining) return;
            _phase = ServerPhase.Draining;
            if (_inFlight == 0) _drained.TrySetResult();
        }

        _changed();
        _unwanted.Cancel();
    }

    /// <summary>Drains and stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        Drain();
        await _keeping;
        _unwanted.Dispose();
    }

    private void Release(bool answered)
    {
        lock (_lock)
        {
            _answered |= answered;
            if (--_inFlight == 0 && _phase == ServerPhase.Draining) _drained.TrySetResult();
        }
    }

    private async Task KeepAsync()
    {
        for (var failures = 0; !_unwanted.IsCancellationRequested;)
        {
            var settled = false;
            try
            {
                _starts++;
                var began = _time.GetTimestamp();
                await using var server = await ModelServerProcess.StartAsync(Definition, _options, _time, _unwanted.Token);
                var ready = _time.GetTimestamp();
                lock (_lock) (_session, _startTook) = (server.Session, _time.GetElapsedTime(began, ready));
                Enter(ServerPhase.Ready, server.Address);
                var problem = await WatchAsync(server);
                settled = _time.GetElapsedTime(ready) >= _options.Settled;
                if (problem is null)
                {
                    await Task.WhenAny(_drained.Task, Task.Delay(_options.DrainLimit, _time));
                    break;
                }

                // Said before it is killed, so that its requests in flight wait for the next server instead of asking it again.
                Enter(settled || failures == 0 ? ServerPhase.Starting : ServerPhase.Down, problem: problem);
                await server.KillAsync();
            }
            catch (OperationCanceledException) when (_unwanted.IsCancellationRequested)
            {
                break; // while it started
            }
            catch (Exception e) when (e is YardException or IOException or UnauthorizedAccessException)
            {
                failures = Math.Max(failures, 1);
                Enter(ServerPhase.Down, problem: e.Message);
            }

            failures = settled ? 1 : failures + 1;
            await PauseAsync(failures);
        }
    }

    /// <summary>Why the server has to be started again; <see langword="null"/> when it is no longer wanted.</summary>
    private async Task<string?> WatchAsync(ModelServerProcess server)
    {
        var killed = 0;
        for (var failed = 0; failed < _options.ProbeFailures;)
        {
            if (server.KilledWorkers > killed)
            {
                killed = server.KilledWorkers;
                Enter(ServerPhase.Ready, server.Address, server.Killed(killed).ToString());
            }

            var pause = Task.Delay(_options.ProbeInterval, _time, _unwanted.Token);
            await Task.WhenAny(server.Exited, pause);
            if (_unwanted.IsCancellationRequested) return null;
            if (server.Exited.IsCompleted)
            {
                return server.End(await server.Exited, ServingCodes.Ended, "").ToString();
            }

            var well = await ServerProbe.IsHealthyAsync(server.Address, _options.ProbeInterval, _time, CancellationToken.None);
            lock (_lock)
            {
                failed = well || _answered ? 0 : failed + 1;
                _answered = false;
            }
        }

        return ServingCodes.Hung.Error(null, $"{Definition}: {_options.ProbeFailures} probes of /healthz failed in a row; {server.LastWords()}").ToString();
    }

    private void Enter(ServerPhase phase, Uri? address = null, string? problem = null)
    {
        lock (_lock)
        {
            if (_phase == ServerPhase.Draining) return;
            (_phase, _address) = (phase, address);
            if (phase != ServerPhase.Ready) _session = null;
            _problem = problem ?? _problem;
            _answered = false;
        }

        _changed();
    }

    /// <summary>No pause after the first failure, then a growing one.</summary>
    private async Task PauseAsync(int failures)
    {
        if (failures < 2) return;
        var pause = _options.Backoff * Math.Pow(2, Math.Min(failures - 2, 20));
        await Task.WhenAny(Task.Delay(pause < _options.BackoffLimit ? pause : _options.BackoffLimit, _time, _unwanted.Token));
    }
}
