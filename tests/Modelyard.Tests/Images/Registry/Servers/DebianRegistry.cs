using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry.Servers;

/// <summary>Debian's <c>docker-registry</c> on a port of its own, with what it stores in a folder of the test.</summary>
internal sealed class DebianRegistry : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly string _configuration;
    private Process? _process;

    /// <param name="more">Further configuration, in YAML.</param>
    /// <param name="http">Further configuration of how it listens.</param>
    public DebianRegistry(string more = "", string http = "")
    {
        Port = FreePort();
        Host = $"127.0.0.1:{Port}";
        // The secret is the registry's own for uploads; without one a restart would forget them.
        _configuration = _folder.Write(
            "config.yml",
            $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{_folder.At("data")}} }, maintenance: { uploadpurging: { enabled: false } } }
            http: { addr: "{{Host}}", secret: not-secret{{(http == "" ? "" : ", " + http)}} }
            {{more}}
            """);
        Start();
    }

    /// <summary><c>127.0.0.1:5001</c></summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>Where the repositories are.</summary>
    public string Data => _folder.At("data/docker/registry/v2");

    /// <summary>Starts it, again after <see cref="Kill"/>.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("docker-registry", ["serve", _configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; ; tries++)
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Assert.True(!_process.HasExited && tries < 500, "docker-registry does not start");
                _process.WaitForExit(20);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
