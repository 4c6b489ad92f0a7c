using Modelyard.Tests.Processes;

namespace Modelyard.EndToEnd.Tests;

[Collection(typeof(Live))]
public sealed class ResilienceTests(LivePlatform live)
{
    // Two arms of item-photo and of item-category, one of listing-category and of similar-items.
    private const int Released = 6;

    [Fact]
    public async Task A_killed_server_is_restarted_and_no_request_fails()
    {
        var servers = Servers();
        Assert.Equal(Released, servers.Count);
        var load = new Load(live);
        try
        {
            foreach (var server in servers)
            {
                var processes = ProcessesOf(server);
                Signals.Send(server, "KILL");
                await ReplacedAsync(server, processes);
            }
        }
        finally
        {
            await load.StopAsync();
        }

        load.AssertNoneFailed(atLeast: 50);
        Assert.Equal(Released, Servers().Count);
    }

    // The first process of each server: gunicorn's master, and the C# server.
    private List<int> Servers() => [.. Groups().Select(server => server.First(process => !server.Contains(ParentOf(process))))];

    private List<int> ProcessesOf(int server) => [.. Groups().First(group => group.Contains(server))];

    private IEnumerable<IGrouping<string?, int>> Groups() =>
        live.Clone.Folder.Processes().Where(process => Variable(process, "YARD_SERVE") is not null).ToList().GroupBy(process => Variable(process, "YARD_SERVE"));

    // A master's workers outlive it by a moment: as long as one is there, nothing has taken the server's place.
    private async Task ReplacedAsync(int server, List<int> processes)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (Servers() is var now && (now.Count < Released || now.Intersect(processes).Any() || (await live.SendAsync(HttpMethod.Get, "healthz")).Status != 200))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(90), $"{server} was not replaced; up said:\n{live.Up.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    // A server that was forked has it in its command line: its environment is that of the process that it was forked from.
    private static string? Variable(int process, string name) =>
        (Read(process, "environ") + '\0' + Read(process, "cmdline")).Split('\0').FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal));

    // proc(5): "PPid:\t123"
    private static int ParentOf(int process) =>
        int.TryParse(Read(process, "status").Split('\n').FirstOrDefault(line => line.StartsWith("PPid:", StringComparison.Ordinal))?[5..], out var parent) ? parent : 0;

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
