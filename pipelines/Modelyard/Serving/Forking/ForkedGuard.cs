using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Modelyard.Serving.Forking;

/// <summary>A server that a fork server started, and the guard of its processes at the other end of a connection.</summary>
/// <remarks>The protocol stands in <c>flask_server/fork_server.py</c>: a line of JSON there, frames of a letter, a length and bytes back.</remarks>
internal sealed class ForkedGuard : IServerGuard
{
    private const int HeadBytes = 5;

    private readonly NetworkStream _connection;
    private readonly TaskCompletionSource<ServerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ForkedGuard(NetworkStream connection, ProcessGroup group, TimeSpan imported) => (_connection, Group, Imported) = (connection, group, imported);

    /// <inheritdoc/>
    public ProcessGroup Group { get; }

    /// <inheritdoc/>
    public TimeSpan Imported { get; }

    /// <summary>Asks for a server; answered once the fork server has imported everything.</summary>
    /// <exception cref="IOException">The fork server ended.</exception>
    public static async Task<ForkedGuard> StartAsync(Socket connected, ServerDefinition definition, string serveDocument, TimeSpan grace, CancellationToken cancel)
    {
        var connection = new NetworkStream(connected, ownsSocket: true);
        try
        {
            await connection.WriteAsync(Encoding.UTF8.GetBytes(Request(definition, serveDocument, grace).ToJsonString() + "\n"), cancel);
            if (await ReadAsync(connection, cancel) is not ('p', var started)) throw new IOException("the fork server ended before it had started the server");
            var words = Encoding.ASCII.GetString(started).Split(' ');
            return new ForkedGuard(connection, new ProcessGroup(Number(words[0])), TimeSpan.FromSeconds(double.Parse(words[1], CultureInfo.InvariantCulture)));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task CopyAsync(ServerLog log)
    {
        try
        {
            while (await ReadAsync(_connection, CancellationToken.None) is var (kind, data))
            {
                if (kind == 'o') log.Append(data);
                else _exited.TrySetResult(new ServerExit(Number(Encoding.ASCII.GetString(data))));
            }
        }
        catch (IOException)
        {
            // A connection that is reset ends like any other.
        }

        _exited.TrySetResult(new ServerExit(128 + 9)); // the guard went without a word: that is what SIGKILL does
    }

    /// <inheritdoc/>
    public Task<ServerExit> ExitedAsync() => _exited.Task;

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static JsonObject Request(ServerDefinition definition, string serveDocument, TimeSpan grace)
    {
        var environment = new JsonObject(definition.Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) { ["YARD_SERVE"] = serveDocument };
        return new JsonObject
        {
            ["arguments"] = new JsonArray([.. definition.Arguments.Select(argument => (JsonNode)argument)]),
            ["environment"] = environment,
            ["grace"] = grace.TotalSeconds,
        };
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static async Task<(char Kind, byte[] Data)?> ReadAsync(NetworkStream connection, CancellationToken cancel)
    {
        var head = new byte[HeadBytes];
        if (await connection.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancel) < HeadBytes) return null;
        var data = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        await connection.ReadExactlyAsync(data, cancel);
        return ((char)head[0], data);
    }
}
