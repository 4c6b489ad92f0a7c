namespace Modelyard.EndToEnd.Tests;

public sealed class StoppingTests(FreshClone clone)
{
    [Fact]
    public async Task Up_ends_well_when_told_to_and_leaves_nothing_running()
    {
        using var up = clone.Start("up", "--port", "0");
        using var http = new HttpClient { BaseAddress = await up.LiveAsync() };
        using (var health = await http.GetAsync("healthz", TestContext.Current.CancellationToken)) Assert.True(health.IsSuccessStatusCode);

        up.Signal("TERM");
        Assert.Equal(0, await up.EndedAsync(TimeSpan.FromSeconds(60)));
        await clone.Folder.NothingRunsAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(clone.Staging());
        (await clone.YardAsync("status")).Ended(1);
    }
}
