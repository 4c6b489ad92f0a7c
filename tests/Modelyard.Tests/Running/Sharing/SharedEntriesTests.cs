using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Oci;
using Modelyard.Running.Sharing;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Sharing;

public sealed class SharedEntriesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_was_pulled_is_a_hit()
    {
        using var made = Yard();
        var run = await made.RunAsync();
        using var registry = new ScratchFolder();
        using (var entries = new SharedEntries(made.Store, new OciLayout(registry.Path)))
        {
            foreach (var step in run.Done.Values) await entries.PushAsync(step.Key.Digest, step.Record, false, Stop);
        }

        using var fresh = Yard();
        using (var entries = new SharedEntries(fresh.Store, new OciLayout(registry.Path)))
        {
            foreach (var step in run.Done.Values) Assert.True(await entries.PullAsync(step.Key.Digest, Stop));
        }

        Assert.All((await fresh.RunAsync()).Done.Values, step => Assert.True(step.Cached));
        fresh.AssertStoreIntact();
    }

    [Fact]
    public async Task A_key_that_nobody_shared_is_no_entry()
    {
        using var yard = Yard();
        using var registry = new ScratchFolder();
        using var entries = new SharedEntries(yard.Store, new OciLayout(registry.Path));

        Assert.False(await entries.PullAsync(Digest.Of("1"u8), Stop));
    }

    [Fact]
    public async Task An_entry_of_another_key_is_refused_and_nothing_of_it_is_kept()
    {
        using var made = Yard();
        var step = (await made.RunAsync()).Done.Values.First();
        using var registry = new ScratchFolder();
        var other = Digest.Of("1"u8);
        using (var entries = new SharedEntries(made.Store, new OciLayout(registry.Path))) await entries.PushAsync(other, step.Record, false, Stop);
        using var fresh = Yard();
        using var pulling = new SharedEntries(fresh.Store, new OciLayout(registry.Path));

        var failure = await Assert.ThrowsAsync<YardException>(() => pulling.PullAsync(other, Stop));

        Assert.Equal($"YARD3021: {registry.Path}:step-{other.Hex}: its record is of another key", Failures.Text(failure));
        Assert.Empty(fresh.Store.Steps.All());
        Assert.Empty(fresh.Store.Objects.All());
    }

    private static TestYard Yard() => new TestYard()
        .Component("one", "write('1')\nwrite('more', 'deep')")
        .Component("two", "write(read('a') + '2')", "a")
        .Candidate("c", """{ "one": { "uses": "one" }, "two": { "uses": "two", "inputs": { "a": "one.out" } } }""");
}
