using System.Diagnostics;

namespace Modelyard.Cli.Tests.Killing;

public sealed class KillTests
{
    private const int Rounds = 50;

    [Fact]
    public async Task A_run_killed_at_any_moment_is_finished_by_the_next_as_if_nothing_had_happened()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var repository = new TinyRepository();
        using var clean = new TinyRun(repository, repository.At("stores/clean"));
        var started = Stopwatch.GetTimestamp();
        var (exitCode, said) = await clean.CompleteAsync(cancellation);
        var length = Stopwatch.GetElapsedTime(started);
        Assert.True(exitCode == 0, said);
        // Eight steps; both reports have the same inputs, so that one of them is the other's.
        Assert.Equal(7, clean.Steps().Count);
        Assert.Equal(2, clean.Versions().Count);

        // Any moment but the first tenth, in which the runtime of .NET starts.
        var random = new Random(20180613);
        var rounds = Enumerable.Range(0, Rounds).Select(round => (round, moment: length * (0.1 + (0.85 * random.NextDouble())))).ToList();
        var killed = 0;
        await Parallel.ForEachAsync(rounds, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (round, _) =>
        {
            var store = repository.At($"stores/{round.round}");
            var moment = $"killed after {round.moment.TotalMilliseconds:0} of {length.TotalMilliseconds:0} ms";
            using var run = new TinyRun(repository, store);
            if (await run.KillAfterAsync(round.moment, cancellation)) Interlocked.Increment(ref killed);

            var (code, saidAgain) = await run.CompleteAsync(cancellation);

            Assert.True(code == 0, $"{moment}: {saidAgain}");
            Assert.Equal(clean.Steps(), run.Steps());
            Assert.Equal(clean.Versions(), run.Versions());
            Assert.Empty(run.Damaged());
            Assert.Empty(await run.SurvivorsAsync(cancellation));
            Assert.Empty(run.Staged());
        });

        Assert.InRange(killed, Rounds - 10, Rounds);
    }
}
