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
        Assert.Equal(6, clean.Steps().Count);
        Assert.Single(clean.Versions());

        // Any moment but the first tenth, in which the runtime of .NET starts.
        var random = new Random(20180613);
        var rounds = Enumerable.Range(0, Rounds).Select(round => (round, moment: length * (0.1 + (0.85 * random.NextDouble())))).ToList();
        await Parallel.ForEachAsync(rounds, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (round, _) =>
        {
            using var run = await KilledAsync(repository, $"stores/{round.round}", round.moment, cancellation);

            var (code, saidAgain) = await run.CompleteAsync(cancellation);

            Assert.True(code == 0, $"killed after at most {round.moment.TotalMilliseconds:0} of {length.TotalMilliseconds:0} ms: {saidAgain}");
            Assert.Equal(clean.Steps(), run.Steps());
            Assert.Equal(clean.Versions(), run.Versions());
            Assert.Empty(run.Damaged());
            Assert.Empty(await run.SurvivorsAsync(cancellation));
            Assert.Empty(run.Staged());
        });
    }

    // On a machine that is less busy than when the length was measured, a run may have ended by then: it is tried again, earlier.
    private static async Task<TinyRun> KilledAsync(TinyRepository repository, string store, TimeSpan moment, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var run = new TinyRun(repository, repository.At($"{store}.{attempt}"));
            if (await run.KillAfterAsync(moment, cancellation)) return run;
            run.Dispose();
            moment *= 0.7;
        }
    }
}
