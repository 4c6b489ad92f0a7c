using System.Text.Json;
using System.Text.RegularExpressions;

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
    public async Task A_version_is_shown_with_its_layers_and_a_forecast_for_each_packaging()
    {
        using var repository = orchard.Clone();
        repository.Write("pipelines/environments.yaml", "environments:\n  local: { description: Here., rates: { pull: 100M, volume: 500M, container: 500ms } }\n  far: { description: There. }\n");

        Assert.Equal(
            """
            fruit@dev1
              identity    sha256:…
              candidate   near, served by flask-sklearn
              artifact    sha256:… # kB
                          /…
              server      ready in # s, then # MB of memory with 1 worker
              evaluation  sha256:…
              accuracy    0.9167
              log-loss    0.1827
              macro-f1    0.9153
              rows        24
              steps
                harvest          fruits                 key …
                parts            split                  key …
                measures         measures               key …
                centres          nearest-centre         key …
                report           classification-report  key …
              made …
              image # kB over the runtime flask-sklearn
                server FlaskServer # kB
                settings # kB
                weights # kB
                code of the chain # kB
              runtime     flask-sklearn: its layers were not built here; ./yard build --runtime flask-sklearn
              forecast    until a node of local that has the runtime answers: pull # MB/s, volume # MB/s, container 500ms
                baked # s  = pull # kB # s + container # s + start # s  (declared)
                volume # s  = pull # kB # s + read # kB # s + container # s + start # s
                image-volume # s  = pull # kB # s + container # s + start # s

            """,
            Masked((await repository.YardAsync("show", "fruit@dev1")).Ended(0).Out));

        var far = (await repository.YardAsync("show", "fruit@dev1", "--environment", "far")).Ended(0).Out;
        Assert.EndsWith("\n  no forecast: the environment far has no rates: in pipelines/environments.yaml\n", far, StringComparison.Ordinal);
        Assert.Equal(
            "error YARD9002: --environment is 'fra'; there are local, far → did you mean 'far'?\n", (await repository.YardAsync("show", "fruit@dev1", "--environment", "fra")).Ended(2).Error);

        var json = await ShowAsync(repository, "fruit@dev1");
        var (images, modes) = (json.GetProperty("images"), json.GetProperty("forecast").GetProperty("modes").EnumerateArray().ToList());
        var (server, model) = (images.GetProperty("serverBytes").GetInt64(), images.GetProperty("modelBytes").GetInt64());
        var start = json.GetProperty("origin").GetProperty("startSeconds").GetDouble();
        Assert.True(start > 0);
        Assert.Equal(["baked", "volume", "image-volume"], modes.Select(mode => mode.GetProperty("packaging").GetString()));
        Assert.Equal([server + model, server, server + model], modes.Select(mode => mode.GetProperty("pullBytes").GetInt64()));
        Assert.Equal([0, model, 0], modes.Select(mode => mode.GetProperty("readBytes").GetInt64()));
        Assert.Equal((server / 100e6) + (model / 500e6) + 0.5 + start, modes[1].GetProperty("seconds").GetDouble(), 1e-9);
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

    // Digests, sizes and times of this run; what is left does not change from run to run.
    private static string Masked(string text) => Regex.Replace(Regex.Replace(Regex.Replace(text, "[0-9a-f]{12,64}", "…"), @" +[0-9.]+ (MB|kB|s)\b", " # $1"), @"(?m)^( {14}/|  made ).*$", "$1…");

    private static async Task<JsonElement> ShowAsync(TestRepository repository, string version) => (await repository.YardJsonAsync("show", version)).Ended(0).Json;
}
