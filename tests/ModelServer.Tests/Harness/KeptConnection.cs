namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Sends one request after the other, on one connection for as long as the server keeps it.</summary>
internal sealed class KeptConnection(int port) : IDisposable
{
    private RawConnection? _connection;

    public async Task<Answer> AskAsync(byte[] request)
    {
        _connection ??= RawConnection.Open(port);
        await _connection.WriteAsync(request);
        var answer = await _connection.ReadAsync();
        if (answer.Headers.GetValueOrDefault("Connection") == "close")
        {
            Dispose();
        }

        return answer;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
