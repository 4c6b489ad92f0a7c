using System.Diagnostics;

namespace Modelyard.StepRunner.Tests;

public sealed class DescendantsTests
{
    [Fact]
    public async Task Finds_and_kills_children_of_children()
    {
        using var top = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "setsid sh -c 'sleep 1000; :' & echo up; wait"]) { RedirectStandardOutput = true })!;
        await top.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        while (Descendants.Of(top.Id).Count < 2) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        var found = Descendants.Of(top.Id);
        Descendants.Kill(top.Id);

        Assert.DoesNotContain(top.Id, found);
        Assert.True(top.WaitForExit(TimeSpan.FromSeconds(10)));
        foreach (var process in found)
        {
            // A zombie has no program any more; nobody may be there to collect it.
            while (File.Exists($"/proc/{process}/exe")) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
