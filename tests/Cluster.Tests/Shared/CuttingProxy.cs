using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>Passes bytes on to the API server, and cuts all connections when told to.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _connected = new(0);
    private readonly Uri _server;
    private readonly Task _running;

    public CuttingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    /// <summary>What to put into a kubeconfig; the server's certificate must be for it.</summary>
    public string Address => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Waits until a connection is open.</summary>
    public async Task ConnectedAsync(CancellationToken cancellation)
    {
        while (_open.IsEmpty) await _connected.WaitAsync(cancellation);
    }

    /// <summary>Cuts every connection, without a goodbye.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            // A reset, as of a router that forgot the connection; the sender may be closing it at the same time.
            if (_open.TryRemove(client, out _)) client.Client?.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _connected.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            Connections++;
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _open[client] = true;
        _connected.Release();
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _end.Token), server.GetStream().CopyToAsync(client.GetStream(), _end.Token));
        }
        catch (Exception failed) when (failed is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // It was cut.
        }

        _open.TryRemove(client, out _);
        client.Dispose();
    }
}
