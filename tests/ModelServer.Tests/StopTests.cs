using System.Net.Sockets;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class StopTests(TestArtifacts artifacts)
{
    [Fact]
    public async Task A_signal_lets_the_last_request_finish_and_takes_no_other()
    {
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(artifacts.Folder("failing"), "failing"));
        var request = RawRequest.Of("POST", "/v1/models/failing:predict", """{"instances":[{"amount":4}]}"""u8.ToArray());
        using var connection = RawConnection.Open(server.Port);
        using var idle = RawConnection.Open(server.Port);
        await connection.WriteAsync(request[..^10]);
        // An answer on another connection shows that the server has read what was sent before.
        Assert.Equal(200, (await server.SendAsync(RawRequest.Of("GET", "/healthz"))).Status);
        server.SendTerminate();
        await RefusesConnectionsAsync(server);
        Assert.False(server.HasExited);
        await connection.WriteAsync(request[^10..]);
        Assert.Equal(200, (await connection.ReadAsync()).Status);
        Assert.Equal((0, ""), await server.EndAsync());
    }

    private static async Task RefusesConnectionsAsync(ServerProcess server)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                RawConnection.Open(server.Port).Dispose();
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Fail("the server still takes connections");
    }
}
