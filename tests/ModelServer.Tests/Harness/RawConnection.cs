using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>A connection that sends bytes and understands just enough of HTTP/1.1 to read answers with a Content-Length.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _timeout = new(Patience, TimeProvider.System);

    private RawConnection(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _stream = new NetworkStream(_socket);
    }

    public static RawConnection Open(int port) => new(port);

    /// <summary>Sends the whole request before it reads, as simple clients do.</summary>
    public static async Task<Answer> AskAsync(int port, byte[] request)
    {
        using var connection = Open(port);
        await connection.WriteAsync(request);
        return await connection.ReadAsync(Encoding.ASCII.GetString(request, 0, Math.Min(5, request.Length)) == "HEAD ");
    }

    public async Task WriteAsync(byte[] bytes) => await _stream.WriteAsync(bytes, _timeout.Token);

    public async Task<Answer> ReadAsync(bool withoutBody = false)
    {
        while (true)
        {
            var lines = (await ReadHeadAsync()).Split("\r\n");
            var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
            if (status == 100)
            {
                continue;
            }

            var headers = lines.Skip(1)
                .Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            var body = new byte[withoutBody ? 0 : int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
            await _stream.ReadExactlyAsync(body, _timeout.Token);
            return new Answer(status, headers, body);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
        _timeout.Dispose();
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new List<byte>();
        var next = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await _stream.ReadExactlyAsync(next, _timeout.Token);
            head.Add(next[0]);
        }

        return Encoding.Latin1.GetString([.. head.SkipLast(4)]);
    }
}
