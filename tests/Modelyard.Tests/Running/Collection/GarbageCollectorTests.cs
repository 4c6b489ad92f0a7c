using Modelyard.Content;
using Modelyard.Running.Collection;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Collection;

public sealed class GarbageCollectorTests : IDisposable
{
    private static readonly Retention NewestRun = new(1, TimeSpan.Zero);

    private readonly TestYard _yard = new();

    public GarbageCollectorTests() => _yard
        .Component("one", "write(parameters['text'])", parameters: """{ "text": "x" }""")
        .Component("two", "write(read('a') + '!')", inputs: "a");

    public void Dispose() => _yard.Dispose();

    [Fact]
    public async Task What_only_an_old_run_needs_goes_on_both_sides_and_the_rest_is_cached()
    {
        await RunAsync("old");
        await RunAsync("new");
        var run = Directory.GetDirectories(_yard.Store.Runs).Order(StringComparer.Ordinal).First();
        var logs = Directory.GetFiles(run, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

        var collected = Collect(NewestRun);

        Assert.Equal((2, 2, 0, 1, 2), (collected.Steps, collected.Objects, collected.Code, collected.Runs.Count, collected.Kept));
        Assert.Equal(logs + "old".Length + "old!".Length, collected.Bytes);
        Assert.Equal(2, Files("steps").Count);
        Assert.Equal(Files("objects", "*.tree").Count, Directory.GetDirectories(_yard.Folder.At(".yard/objects")).SelectMany(Directory.GetDirectories).Count());
        await RunAsync("new");
        Assert.Equal("a Cached, b Cached", Ends());
        _yard.AssertStoreIntact();
        await RunAsync("old");
        Assert.Equal("a Done, b Done", Ends());
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_takes_nothing()
    {
        await RunAsync("old");
        await RunAsync("new");
        var before = Files("");

        var said = Collect(NewestRun, dryRun: true);

        Assert.Equal(before, Files(""));
        var collected = Collect(NewestRun);
        Assert.Equal((said.Bytes, said.Objects, said.Steps, said.Code, said.Kept), (collected.Bytes, collected.Objects, collected.Steps, collected.Code, collected.Kept));
        Assert.Equal(said.Runs, collected.Runs);
    }

    [Fact]
    public async Task The_newest_run_of_each_model_stays_with_what_it_made()
    {
        await RunAsync("x", model: "quiet");
        _yard.Forget("quiet");
        for (var number = 0; number < 3; number++) await RunAsync($"{number}");

        Assert.Equal(2, Collect(new Retention(0, TimeSpan.Zero)).Runs.Count);

        _yard.Forget("m");
        await RunAsync("x", model: "quiet");
        Assert.Equal("a Cached, b Cached", Ends());
    }

    [Fact]
    public async Task What_is_younger_than_asked_for_stays()
    {
        await RunAsync("old");
        await RunAsync("new");

        var collected = Collect(new Retention(0, TimeSpan.FromHours(1)));

        Assert.Equal((0, 0, 0, 0, 4), (collected.Steps, collected.Objects, collected.Code, collected.Runs.Count, collected.Kept));
    }

    [Fact]
    public async Task What_another_live_process_was_told_is_there_stays_until_it_ends()
    {
        await RunAsync("old");
        var other = _yard.OpenStore();
        await RunAsync("old", other);
        await RunAsync("new");
        Assert.Equal((0, 0), Counts(Collect(NewestRun)));

        other.Staging.Dispose();
        Assert.Equal((2, 2), Counts(Collect(NewestRun)));
    }

    [Fact]
    public async Task An_entry_whose_object_is_gone_goes_and_an_object_without_an_entry_too()
    {
        var run = await RunAsync("x");
        _yard.Store.Staging.Dispose();
        StagingArea.Remove(_yard.Store.Objects.PathOf(run.Done.Values.First().Record.Outputs["out"]));
        var orphan = _yard.OpenStore();
        var folder = orphan.Staging.NewFolder("orphan");
        File.WriteAllText(Path.Combine(folder, "data"), "nobody's");
        orphan.Objects.Commit(folder);
        orphan.Staging.Dispose();

        var collected = Collect(NewestRun);

        // The listing of the object that is gone is what a killed process could have left.
        Assert.Equal((1, 1, 1), (collected.Steps, collected.Objects, collected.Leftovers));
        Assert.Single(Files("objects", "*.tree"));
    }

    [Fact]
    public async Task Leftovers_of_killed_processes_go_and_what_is_held_stays()
    {
        var run = await RunAsync("x");
        var id = new string('a', 32);
        _yard.Folder.Write($".yard/steps/.{new string('b', 64)}.json.{id}", "half");
        _yard.Folder.Write($".yard/runs/{run.Run}/.run.json.{id}", "half");
        _yard.Folder.Write($".yard/objects/ab/.x.tree.{id}", "half");
        _yard.Folder.Write(".yard/steps/.dead.lock", "");
        var log = _yard.Folder.Write($".yard/runs/{run.Run}/logs/.hidden", "a log's name is its own");
        using var held = FileLock.TryTake(_yard.Folder.At(".yard/steps/.live.lock"));

        var collected = Collect(NewestRun);

        Assert.InRange(collected.Leftovers, 3, 4);
        Assert.Equal([".live.lock"], Files("steps").Where(file => Path.GetFileName(file).StartsWith('.')).Select(Path.GetFileName));
        Assert.True(File.Exists(log));
        Assert.DoesNotContain(Files(""), file => file.EndsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_another_tree_shares_is_not_counted_as_freed()
    {
        var store = _yard.OpenStore();
        var first = store.Staging.NewFolder("first");
        File.WriteAllText(Path.Combine(first, "big"), new string('x', 1000));
        var kept = store.Objects.Commit(first).Digest;
        var second = store.Staging.NewFolder("second");
        store.Objects.LinkInto(kept, second);
        File.WriteAllText(Path.Combine(second, "small"), "12345");
        store.Objects.Commit(second);
        store.Staging.Dispose();
        var other = _yard.OpenStore();
        Assert.True(other.Objects.Find(kept));

        Assert.Equal(5, Collect(NewestRun).Bytes);

        other.Staging.Dispose();
    }

    [Fact]
    public async Task Content_that_is_committed_and_found_while_it_collects_survives()
    {
        await RunAsync("x");
        using var stop = new CancellationTokenSource();
        var collecting = Task.Run(() =>
        {
            var rounds = 0;
            for (; !stop.IsCancellationRequested; rounds++) Collect(new Retention(0, TimeSpan.Zero));
            return rounds;
        });

        for (var round = 0; round < 12; round++)
        {
            // Every other round comes back to what an earlier one made, and may have lost since.
            var store = _yard.OpenStore();
            var run = await RunAsync($"{round / 2 % 3}", store);
            Assert.Equal($"{round / 2 % 3}!", _yard.Data(run, "b"));
            Assert.All(run.Done.Values, step => Assert.True(store.Objects.VerifyContent(step.Record.Outputs["out"])));
            store.Staging.Dispose();
        }

        await stop.CancelAsync();
        Assert.True(await collecting > 3);
        Assert.All(_yard.Store.Steps.All(), key => Assert.All(_yard.Store.Steps.Find(key)!.Outputs.Values, output => Assert.True(_yard.Store.Objects.Verify(output))));
        _yard.AssertStoreIntact();
    }

    private static (int Steps, int Objects) Counts(Collected collected) => (collected.Steps, collected.Objects);

    // Another process: one that counts on nothing itself.
    private Collected Collect(Retention retention, bool dryRun = false)
    {
        _yard.Store.Staging.Dispose();
        var store = _yard.OpenStore();
        var collected = new GarbageCollector(store, TimeProvider.System).Collect(retention, dryRun);
        store.Staging.Dispose();
        return collected;
    }

    private async Task<RunOutcome> RunAsync(string text, YardStore? store = null, string model = "m")
    {
        _yard.Candidate("c", $$"""{ "a": { "Uses": "one", "With": { "text": "{{text}}" } }, "b": { "Uses": "two", "Inputs": { "a": "a.out" } } }""", model);
        var own = store ?? _yard.OpenStore();
        _yard.Observer.Changes.Clear();
        var run = await _yard.RunAsync(store: own);
        if (store is null) own.Staging.Dispose();
        return run;
    }

    private string Ends() => _yard.Observer.Ends();

    private IReadOnlyList<string> Files(string place, string pattern = "*") =>
        [.. Directory.GetFiles(Path.Combine(_yard.Folder.At(".yard"), place), pattern, SearchOption.AllDirectories).Where(file => !file.EndsWith("use.lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
