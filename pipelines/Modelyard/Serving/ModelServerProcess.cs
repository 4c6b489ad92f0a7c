using System.Net;
using System.Net.Sockets;
using Modelyard.Diagnostics;

namespace Modelyard.Serving;

/// <summary>A running server of one version: started, ready, and stopped when disposed. It never outlives this process.</summary>
public sealed class ModelServerProcess : IAsyncDisposable
{
    private const string Host = "127.0.0.1";
    private const int Ports = 5;

    private readonly ServerDefinition _definition;
    private readonly ServingOptions _options;
    private readonly TimeProvider _time;
    private readonly ServerFiles _files;
    private readonly string? _container;
    private readonly IServerGuard _guard;
    private readonly ProcessGroup _group;
    private readonly ServerLog _log;
    private volatile bool _isEnded; // by us

    private ModelServerProcess(ServerDefinition definition, ServingOptions options, TimeProvider time, ServerFiles files, string? container, IServerGuard guard)
    {
        (_definition, _options, _time, _files, _container, _guard) = (definition, options, time, files, container, guard);
        Address = new Uri($"http://{Host}:{files.Port}/");
        _log = new ServerLog(files.Log, options.LogLimit);
        _group = guard.Group;
        Session = _group.Id;
        Exited = EndAsync();
    }

    /// <summary>Where it answers, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>How long it took from the start of its process to its being ready; of one that was forked, what was imported before included.</summary>
    public TimeSpan Starting { get; private set; }

    /// <summary>The process id that leads the server's process group.</summary>
    public int ProcessId => _group.Id;

    /// <summary>The session that all processes of the server share; of one in a container, that of its first process.</summary>
    public int Session { get; private set; }

    /// <summary>Ends when the server has ended and nothing of it is left.</summary>
    public Task<ServerExit> Exited { get; }

    /// <summary>The file that takes its output.</summary>
    public string LogFile => _log.Path;

    /// <summary>The last lines of its output.</summary>
    public IReadOnlyList<string> LogTail => _log.Tail;

    /// <summary>How many of its workers were killed so far, while it went on.</summary>
    public int KilledWorkers => _log.KilledWorkers;

    /// <summary>Starts a server on a free port and waits until it is ready. A port that somebody else takes meanwhile is given up for another.</summary>
    /// <exception cref="YardException">YARD6101 to YARD6104; nothing of the server is left.</exception>
    public static async Task<ModelServerProcess> StartAsync(
        ServerDefinition definition, ServingOptions options, TimeProvider time, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = await LaunchAsync(definition, options, time, cancel);
            try
            {
                await server.ReadyAsync(cancel);
                return server;
            }
            catch (Exception e)
            {
                await server.KillAsync();
                if (attempt == Ports || e is not YardException failure || !server.LostItsPort(failure)) throw;
            }
        }
    }

    /// <summary>SIGTERM, then SIGKILL after the grace, to all its processes. Returns when none is left.</summary>
    public async Task<ServerExit> StopAsync()
    {
        if (Exited.IsCompleted) return await Exited;
        _isEnded = true;
        _group.Terminate();
        await Task.WhenAny(Exited, Task.Delay(_options.Grace, _time));
        return await KillAsync();
    }

    /// <summary>SIGKILL to all its processes, for one that hangs. Returns when none is left.</summary>
    public Task<ServerExit> KillAsync()
    {
        if (Exited.IsCompleted) return Exited;
        _isEnded = true;
        _group.Kill(); // once it has ended the number may be another group's
        return Exited;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>What a message says of the log: its last lines and where the rest is.</summary>
    public string LastWords() => LogTail.Count == 0
        ? $"it wrote nothing to its log {LogFile}"
        : $"its log {LogFile} ends with:{string.Concat(LogTail.Select(line => $"{Environment.NewLine}  | {line}"))}";

    // A free port is only free until it is given back. "Address already in use" (Kestrel, Python), "Connection in use" (gunicorn).
    private bool LostItsPort(YardException failure) =>
        failure.Diagnostics[0].Code == ServingCodes.AnotherServer
        || LogTail.Any(line => line.Contains("already in use", StringComparison.OrdinalIgnoreCase))
        || LogTail.Any(line => line.Contains("Connection in use", StringComparison.Ordinal));

    private static async Task<ModelServerProcess> LaunchAsync(ServerDefinition definition, ServingOptions options, TimeProvider time, CancellationToken cancel)
    {
        var files = ServerFiles.Write(options.Folder, definition, Host, FreePort());
        try
        {
            var container = definition.Container?.NewName();
            var forked = options.Forks is { } forks ? await forks.ForkAsync(definition, files.Document, options.Grace, cancel) : null;
            return new ModelServerProcess(definition, options, time, files, container, forked ?? new ShellGuard(definition, files.Document, container, options.Grace));
        }
        catch
        {
            files.Remove();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ReadyAsync(CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(25);
        while (!await ServerProbe.IsHealthyAsync(Address, TimeSpan.FromSeconds(2), _time, cancel))
        {
            if (Exited.IsCompleted) throw ExitedEarly(await Exited);
            if (_time.GetElapsedTime(started) > _options.ReadyLimit)
            {
                throw ServingCodes.ReadyTooLate.Failure($"{_definition}: not ready after {_options.ReadyLimit.TotalSeconds:0.#} s; {LastWords()}");
            }

            await Task.WhenAny(Exited, Task.Delay(pause, _time, cancel));
            cancel.ThrowIfCancellationRequested();
            if (pause < TimeSpan.FromMilliseconds(200)) pause *= 1.5;
        }

        Starting = _guard.Imported + _time.GetElapsedTime(started);
        if (_container is not null && await _definition.Container!.SessionAsync(_container) is { } session) Session = session;
        var identity = await ServerProbe.IdentityAsync(Address, _definition.Model, cancel);
        if (identity is not null && identity != _definition.Identity.ToString())
        {
            throw ServingCodes.AnotherServer.Failure($"{_definition}: {Address} answers for {identity}, expected {_definition.Identity}");
        }
    }

    /// <summary>Why it ended by itself: what the kernel says of its memory goes before all else.</summary>
    /// <param name="code">Of any other end.</param>
    internal Diagnostic End(ServerExit exit, DiagnosticCode code, string when) => exit.OutOfMemory
        ? ServingCodes.OutOfMemory.Error(null, $"{_definition}: the server ran out of memory{when}: serving.memory is {_definition.Container!.Memory}, and its container holds no more; {LastWords()}")
        : code.Error(null, $"{_definition}: the server {exit}{when}; {LastWords()}");

    /// <summary>That workers were killed, and why where that is known.</summary>
    internal Diagnostic Killed(int workers) => ServingCodes.WorkerKilled.Warning(
        null,
        $"{_definition}: {(workers == 1 ? "a worker of the server was" : $"{workers} workers of the server were")} killed by signal 9 since it started, and started again"
        + (_definition.Container?.Memory is { } memory ? $"; serving.memory is {memory}, and its container holds no more" : ""));

    private YardException ExitedEarly(ServerExit exit) => exit.NeverRan
        ? ServingCodes.NotStarted.Failure($"{_definition}: {_definition.FileName} cannot be run; {LastWords()}")
        : new YardException([End(exit, ServingCodes.ExitedBeforeReady, " before it was ready")]);

    private async Task<ServerExit> EndAsync()
    {
        var copying = _guard.CopyAsync(_log);
        var exit = await _guard.ExitedAsync();
        _group.Kill(); // workers that their master left behind, and what the guard itself left
        if (_container is not null)
        {
            exit = exit with { OutOfMemory = await _definition.Container!.IsOutOfMemoryAsync(_container, _isEnded ? null : exit) };
            await _definition.Container.RemoveAsync(_container); // it does not die of its client's death
        }

        // A process that left the session may hold the pipe for ever; its output is not worth waiting for.
        await Task.WhenAny(copying, Task.Delay(TimeSpan.FromSeconds(2), _time));
        _guard.Dispose();
        _log.Dispose();
        _files.Remove();
        return exit;
    }
}
