using System.Net;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>However a command is told to stop, nothing of it is left.</summary>
public sealed class StoppingTests(TrainedOrchard orchard)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_run_that_is_told_to_stop_ends_its_steps_and_cleans_the_store(string signal)
    {
        using var repository = orchard.Clone();
        // A step with a child of its own, both busy for longer than any test.
        repository.Replace("pipelines/Components/measures/measures.py", "def fit(*, rows, parameters):\n", "def fit(*, rows, parameters):\n    import subprocess\n    subprocess.run([\"sleep\", \"600\"])\n");
        using var run = RunningYard.Start(repository.Root, ["run", "bread", "--root", repository.Root]);
        await run.SaysAsync("running +bread/baked.measures");
        await StepsRunAsync(repository);

        run.Signal(signal);
        Assert.Equal(130, await run.EndedAsync(Soon));
        Assert.Contains("interrupted; the store is clean", run.Said, StringComparison.Ordinal);
        await repository.Folder.NothingRunsAsync(TimeSpan.Zero);
        Assert.Empty(Staging(repository));
        Assert.Equal("interrupted", (await repository.YardJsonAsync("runs")).Json.GetProperty("runs")[0].GetProperty("state").GetString());

        // What was done before is not lost.
        repository.Git("checkout", "-q", ".");
        Assert.Contains("0 steps executed, 13 cached", (await repository.YardAsync("run")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Up_that_is_told_to_stop_ends_well_with_its_servers(string signal)
    {
        using var repository = orchard.Clone();
        using var up = RunningYard.Start(repository.Root, ["up", "--port", "0", "--root", repository.Root]);
        await AnswersAsync(await up.LiveAsync());

        up.Signal(signal);
        Assert.Equal(0, await up.EndedAsync(Soon));
        Assert.EndsWith("stopping", up.Said, StringComparison.Ordinal);
        await repository.Folder.NothingRunsAsync(TimeSpan.Zero);
        Assert.Empty(Staging(repository));
        Assert.Contains("YARD5201", (await repository.YardAsync("status")).Ended(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_do_not_outlive_an_up_that_is_killed()
    {
        using var repository = orchard.Clone();
        using var up = RunningYard.Start(repository.Root, ["up", "--port", "0", "--root", repository.Root]);
        await AnswersAsync(await up.LiveAsync());

        up.Signal("KILL");
        await up.EndedAsync(Soon);
        await repository.Folder.NothingRunsAsync(Soon);

        // What it left behind keeps nobody from going on.
        (await repository.YardAsync("up", "--once")).Ended(0);
        Assert.Empty(Staging(repository));
    }

    [Fact]
    public async Task Steps_do_not_outlive_a_run_that_is_killed()
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/Components/measures/measures.py", "def fit(*, rows, parameters):\n", "def fit(*, rows, parameters):\n    import time\n    time.sleep(600)\n");
        using var run = RunningYard.Start(repository.Root, ["run", "bread", "--root", repository.Root]);
        await run.SaysAsync("running +bread/baked.measures");
        await StepsRunAsync(repository);
        Assert.Equal("running", (await repository.YardJsonAsync("runs")).Json.GetProperty("runs")[0].GetProperty("state").GetString());

        run.Signal("KILL");
        await run.EndedAsync(Soon);
        await repository.Folder.NothingRunsAsync(Soon);
        Assert.Equal("killed", (await repository.YardJsonAsync("runs")).Json.GetProperty("runs")[0].GetProperty("state").GetString());
        repository.Git("checkout", "-q", ".");
        Assert.Contains("0 steps executed, 13 cached", (await repository.YardAsync("run")).Ended(0).Out, StringComparison.Ordinal);
        Assert.Empty(Staging(repository));
    }

    private static async Task AnswersAsync(Uri gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        using var health = await http.GetAsync("healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private static async Task StepsRunAsync(TestRepository repository)
    {
        // yard itself, the step runner, and the step.
        while (repository.Folder.Processes().Count < 3) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Staging(TestRepository repository) => Directory.EnumerateFileSystemEntries(Path.Combine(repository.Root, ".yard", "staging"));
}
