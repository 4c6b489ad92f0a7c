using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Modelyard.Serving.Kubernetes;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>Answers as a TensorFlow Serving that has these versions: 200 to each prediction, 404 to all else.</summary>
internal sealed partial class PredictionResponder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HashSet<string> _places;
    private readonly Task _serving;
    private int _asked;

    public PredictionResponder(params SharedModel[] versions)
    {
        _places = [.. versions.Select(version => version.Place)];
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many requests are answered with 404 before it has any version.</summary>
    public int NotBefore { get; init; }

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The last body of each version's requests.</summary>
    public ConcurrentDictionary<string, string> Bodies { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            var answer = await AnswerAsync(stream) ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) head.Append(line).Append('\n');
        var request = Request().Match(head.ToString());
        if (!request.Success) return false;
        var body = new char[int.Parse(request.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body);
        var place = $"{request.Groups["model"].Value}/{request.Groups["version"].Value}";
        Bodies[place] = new string(body);
        return Interlocked.Increment(ref _asked) > NotBefore && _places.Contains(place);
    }

    [GeneratedRegex(@"^POST /v1/models/(?<model>[^/]+)/versions/(?<version>\d+):predict HTTP/1\.1\nHost: 127\.0\.0\.1:\d+\n(.*\n)*Content-Length: (?<length>\d+)\n")]
    private static partial Regex Request();
}
