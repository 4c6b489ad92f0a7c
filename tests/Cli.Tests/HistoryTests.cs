using System.Text.Json;

namespace Modelyard.Cli.Tests;

/// <summary><c>runs</c>, <c>versions</c> and <c>show</c>.</summary>
public sealed class HistoryTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task Runs_are_listed_and_shown_with_their_steps_and_logs()
    {
        using var repository = orchard.Clone();
        var run = (await repository.YardJsonAsync("runs")).Ended(0).Json.GetProperty("runs").EnumerateArray().Single();
        var id = run.GetProperty("run").GetString()!;
        var listed = (await repository.YardAsync("runs")).Ended(0).Out;
        Assert.Contains(id, listed, StringComparison.Ordinal);
        Assert.Contains("bread, fruit", listed, StringComparison.Ordinal);

        // A beginning of the id will do.
        var shown = (await repository.YardAsync("runs", id[..15])).Ended(0).Out;
        Assert.Contains("done        fruit/near.centres", shown, StringComparison.Ordinal);
        Assert.Contains("fruit.near.centres.log", shown, StringComparison.Ordinal);
        Assert.Contains("no run begins with '1999'", (await repository.YardAsync("runs", "1999")).Ended(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_newest_first()
    {
        using var repository = orchard.Clone();
        var lines = (await repository.YardAsync("versions", "fruit")).Ended(0).Out.Split('\n');
        Assert.StartsWith("version", lines[0], StringComparison.Ordinal);
        Assert.Matches("^dev2 +scaled +[0-9a-f]{12} +accuracy 1 ", lines[1]);
        Assert.Matches("^dev1 +near +[0-9a-f]{12} +accuracy 0.9167 ", lines[2]);
    }

    [Fact]
    public async Task A_version_is_shown_by_any_of_its_names()
    {
        using var repository = orchard.Clone();
        var named = await ShowAsync(repository, "fruit@dev2");
        var identity = named.GetProperty("version").GetProperty("identity").GetString()!;
        foreach (var name in new[] { "newest", identity, identity[..19] })
        {
            Assert.Equal(identity, (await ShowAsync(repository, $"fruit@{name}")).GetProperty("version").GetProperty("identity").GetString());
        }

        var text = (await repository.YardAsync("show", "fruit@dev1")).Ended(0).Out;
        Assert.Contains("candidate   near, served by flask-sklearn", text, StringComparison.Ordinal);
        Assert.Matches("made .* by run .* at commit [0-9a-f]{10}\n", text);
    }

    [Fact]
    public async Task What_a_version_is_does_not_depend_on_when_and_where_it_was_made()
    {
        // The same sources in another folder and store, trained again.
        using var again = TestRepository.Create();
        (await again.YardAsync("run", "bread")).Ended(0);
        using var repository = orchard.Clone();
        Assert.Equal(
            (await ShowAsync(repository, "bread@dev1")).GetProperty("version").GetRawText(),
            (await ShowAsync(again, "bread@dev1")).GetProperty("version").GetRawText());
    }

    [Fact]
    public async Task An_unknown_version_names_those_that_are()
    {
        using var repository = orchard.Clone();
        Assert.Equal(
            "error YARD4005: fruit has no version 'dev9'; it has dev1, dev2 → did you mean 'dev1'?\n",
            (await repository.YardAsync("show", "fruit@dev9")).Ended(2).Error);
    }

    private static async Task<JsonElement> ShowAsync(TestRepository repository, string version) => (await repository.YardJsonAsync("show", version)).Ended(0).Json;
}
