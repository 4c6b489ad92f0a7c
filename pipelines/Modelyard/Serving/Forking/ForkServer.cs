using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Modelyard.Serving.Forking;

/// <summary>A process that has imported what servers of one kind import, and forks them. It ends with this process.</summary>
internal sealed class ForkServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ServerLog _log;
    private readonly Task<bool> _listening;

    private ForkServer(Process process, string folder, ServerLog log)
    {
        (_process, _folder, _log) = (process, folder, log);
        _ = log.CopyAsync(process.StandardError.BaseStream);
        _listening = ListensAsync();
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    private string SocketPath => SocketIn(_folder);

    /// <summary>Starts it; <see langword="null"/> where the interpreter cannot be run.</summary>
    /// <param name="log">The file that takes what it has to say.</param>
    public static ForkServer? Start(ForkKind kind, string log)
    {
        // A socket's path may have 107 bytes, so it does not lie in the store; only its owner may enter this folder.
        var folder = Directory.CreateTempSubdirectory("yard-fork-").FullName;
        var start = new ProcessStartInfo(kind.Interpreter, ["-m", "flask_server.fork_server", SocketIn(folder), .. kind.Modules])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in kind.Environment) start.Environment[name] = value;
        try
        {
            return new ForkServer(Process.Start(start)!, folder, new ServerLog(log, limit: 1 << 20));
        }
        catch (Win32Exception)
        {
            Directory.Delete(folder);
            return null;
        }
    }

    /// <summary>Forks a server; <see langword="null"/> where this process cannot.</summary>
    public async Task<ForkedGuard?> ForkAsync(ServerDefinition definition, string serveDocument, TimeSpan grace, CancellationToken cancel)
    {
        if (!await _listening.WaitAsync(cancel)) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancel);
            return await ForkedGuard.StartAsync(socket, definition, serveDocument, grace, cancel);
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Ends it; what it forked goes on.</summary>
    public void Dispose()
    {
        if (IsAlive) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _log.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static string SocketIn(string folder) => Path.Combine(folder, "socket");

    private async Task<bool> ListensAsync() => await _process.StandardOutput.ReadLineAsync() == "listening";
}
