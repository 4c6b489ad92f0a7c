using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Modelyard.Content;
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
    private readonly string _serveDocument;
    private readonly string? _container;
    private readonly Process _guard;
    private readonly ProcessGroup _group;
    private readonly ServerLog _log;

    private ModelServerProcess(ServerDefinition definition, ServingOptions options, TimeProvider time, int port)
    {
        (_definition, _options, _time) = (definition, options, time);
        Address = new Uri($"http://{Host}:{port}/");
        var name = $"{definition.Model}.{definition.VersionName}.{definition.Key.Short}";
        _serveDocument = Path.Combine(options.Folder, $"{name}.{port}.json");
        DurableFile.Write(_serveDocument, CanonicalJson.Readable(definition.ServeDocument(Host, port)));
        _log = new ServerLog(Path.Combine(options.Folder, $"{name}.log"), options.LogLimit);
        _container = definition.Container?.NewName();
        if (_container is not null) File.SetUnixFileMode(_serveDocument, File.GetUnixFileMode(_serveDocument) | UnixFileMode.OtherRead);
        _guard = new Process { StartInfo = ServerGuard.StartInfo(definition, _serveDocument, _container, options.Grace) };
        try
        {
            _guard.Start();
        }
        catch (Win32Exception e)
        {
            _log.Dispose();
            File.Delete(_serveDocument);
            throw ServingCodes.NotStarted.Failure($"{definition}: cannot run setsid and sh: {e.Message}", "install util-linux and a shell");
        }

        _group = new ProcessGroup(_guard.Id);
        Session = _group.Id;
        Exited = EndAsync();
    }

    /// <summary>Where it answers, with a slash at the end.</summary>
    public Uri Address { get; }

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

    /// <summary>Starts a server on a free port and waits until it is ready. A port that somebody else takes meanwhile is given up for another.</summary>
    /// <exception cref="YardException">YARD6101 to YARD6104; nothing of the server is left.</exception>
    public static async Task<ModelServerProcess> StartAsync(
        ServerDefinition definition, ServingOptions options, TimeProvider time, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new ModelServerProcess(definition, options, time, FreePort());
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
        _group.Terminate();
        await Task.WhenAny(Exited, Task.Delay(_options.Grace, _time));
        return await KillAsync();
    }

    /// <summary>SIGKILL to all its processes, for one that hangs. Returns when none is left.</summary>
    public Task<ServerExit> KillAsync()
    {
        if (!Exited.IsCompleted) _group.Kill(); // afterwards the number may be another group's
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

        if (_container is not null && await _definition.Container!.SessionAsync(_container) is { } session) Session = session;
        var identity = await ServerProbe.IdentityAsync(Address, _definition.Model, cancel);
        if (identity is not null && identity != _definition.Identity.ToString())
        {
            throw ServingCodes.AnotherServer.Failure($"{_definition}: {Address} answers for {identity}, expected {_definition.Identity}");
        }
    }

    private YardException ExitedEarly(ServerExit exit) => exit.NeverRan
        ? ServingCodes.NotStarted.Failure($"{_definition}: {_definition.FileName} cannot be run; {LastWords()}")
        : ServingCodes.ExitedBeforeReady.Failure($"{_definition}: the server {exit} before it was ready; {LastWords()}");

    private async Task<ServerExit> EndAsync()
    {
        var copying = _log.CopyAsync(_guard.StandardOutput.BaseStream);
        await _guard.WaitForExitAsync();
        var exit = new ServerExit(_guard.ExitCode);
        _group.Kill(); // workers that their master left behind, and the guard's own watcher
        if (_container is not null) await _definition.Container!.RemoveAsync(_container); // which does not die of its client's death
        // A process that left the session may hold the pipe for ever; its output is not worth waiting for.
        await Task.WhenAny(copying, Task.Delay(TimeSpan.FromSeconds(2), _time));
        _guard.Dispose();
        _log.Dispose();
        File.Delete(_serveDocument);
        return exit;
    }
}
