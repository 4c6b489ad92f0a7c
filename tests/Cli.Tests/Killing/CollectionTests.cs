using Modelyard.Running.Store;

namespace Modelyard.Cli.Tests.Killing;

public sealed class CollectionTests
{
    private const int Rounds = 12;

    [Fact]
    public async Task Runs_beside_collections_and_collections_killed_at_any_moment_leave_a_whole_store_where_all_is_cached()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var repository = new TinyRepository();
        var store = repository.At("store");
        using var run = new TinyRun(repository, store);
        Assert.Equal(0, (await run.CompleteAsync(cancellation)).ExitCode);
        var (steps, versions) = (run.Steps(), run.Versions());

        // Each round: another model file, so that there is something to take away; a run and a collection at the same time; a kill.
        var random = new Random(20180613);
        for (var round = 0; round < Rounds; round++)
        {
            repository.Seed(round % 2 == 0 ? 1 : round + 1);
            using var collecting = repository.Start("gc", "--keep-runs", "1", "--store", store);
            var (exitCode, said) = await run.CompleteAsync(cancellation);
            Assert.True(exitCode == 0, said);
            await collecting.WaitForExitAsync(cancellation);
            Assert.Equal(0, collecting.ExitCode);

            using var killed = repository.Start("gc", "--keep-runs", "0", "--store", store);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60, 400)), TimeProvider.System, cancellation);
            killed.Kill();
            await killed.WaitForExitAsync(cancellation);
            Assert.Empty(run.Damaged());
            AssertWhole(new YardStore(store));
        }

        repository.Seed(1);
        using var last = repository.Start("gc", "--keep-runs", "0", "--store", store);
        await last.WaitForExitAsync(cancellation);
        var (_, again) = await run.CompleteAsync(cancellation);
        Assert.Contains("0 steps executed, 6 cached", again, StringComparison.Ordinal);
        Assert.Subset(run.Steps().ToHashSet(), steps.ToHashSet());
        Assert.Equal(versions[0], run.Versions()[0]);
        Assert.Empty(run.Staged());
    }

    // Never an entry whose object is gone.
    private static void AssertWhole(YardStore store) => Assert.All(
        store.Steps.All(),
        key => Assert.All(store.Steps.Find(key)!.Outputs, output => Assert.True(store.Objects.Verify(output.Value), $"{key} lost {output.Key}")));
}
