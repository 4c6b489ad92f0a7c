using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Modelyard.Bench.Measuring;

/// <summary>Debian's docker-registry on this machine's loopback, with a storage folder of its own.</summary>
internal sealed class LocalRegistry : IDisposable
{
    private readonly Process _process;

    private LocalRegistry(string folder, int port, Process process) => (Folder, Host, _process) = (folder, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), process);

    public string Folder { get; }

    public string Host { get; }

    public static async Task<LocalRegistry> StartAsync(string folder)
    {
        var port = FreePort();
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "registry.yml");
        await File.WriteAllTextAsync(configuration, $"version: 0.1\nlog: {{ level: error, accesslog: {{ disabled: true }} }}\nstorage: {{ filesystem: {{ rootdirectory: {folder}/storage }} }}\nhttp: {{ addr: \"127.0.0.1:{port}\", secret: bench }}\n");
        var process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        for (var tries = 0; ; tries++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return new LocalRegistry(folder, port, process);
            }
            catch (SocketException) when (tries < 100 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
