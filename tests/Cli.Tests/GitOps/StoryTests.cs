using System.Net;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.GitOps;

/// <summary>The whole way of a change on any git remote: branch, report, merge, version, release, promote, roll back, while the platform answers.</summary>
public sealed class StoryTests(TrainedOrchard orchard)
{
    private const string Model = "models/fruit/model.yaml";

    [Fact]
    public async Task A_change_is_reported_on_merged_numbered_released_promoted_and_taken_back()
    {
        using var platform = new Platform(orchard);
        // What was there when automation began gets numbers; nothing has to run for it.
        var first = (await platform.PassAsync()).Ended(0);
        Assert.Equal(["bread v1 baked", "fruit v1 near", "fruit v2 scaled"], first.Numbered());
        Assert.Contains("0 steps executed, 13 cached", first.Error, StringComparison.Ordinal);
        Assert.Empty(first.Proposed());
        Assert.Equal(platform.Merged("models/fruit/versions.yaml"), platform.Live.Read("models/fruit/versions.yaml"));

        // People say what is live.
        platform.Change("main", Platform.Local, _ => $"arms:\n  a: {{ version: {platform.Pin("v1")}, weight: 100 }} # the old hand\n");
        var pinned = (await platform.PassAsync()).Ended(0);
        Assert.DoesNotContain("steps executed", pinned.Error, StringComparison.Ordinal);
        Assert.Empty(pinned.Numbered());
        using var up = RunningYard.Start(platform.Live.Root, ["up", "--port", "0", "--models", "fruit", "--root", platform.Live.Root]);
        using var http = new HttpClient { BaseAddress = await up.LiveAsync() };

        // A branch is trained and reported on.
        platform.Change("sharper", Model, text => text.Replace("sharpness: 1 }", "sharpness: 3 }", StringComparison.Ordinal));
        var branch = (await platform.PassAsync()).Ended(0);
        var report = File.ReadAllText(branch.Reports()["sharper"]);
        Assert.Contains("fruit", report, StringComparison.Ordinal);
        Assert.Contains("accuracy", report, StringComparison.Ordinal);
        Assert.Empty(branch.Numbered());
        Assert.Empty((await platform.PassAsync()).Ended(0).Reports());

        // Merged, all of it is cached; the version has a number and asks for a share of the traffic.
        platform.Merge("sharper");
        var merged = (await platform.PassAsync()).Ended(0);
        Assert.Contains("0 steps executed", merged.Error, StringComparison.Ordinal);
        Assert.Equal(["fruit v3 near"], merged.Numbered());
        Assert.Equal(["release/fruit"], merged.Proposed());
        Assert.Contains("release/fruit", merged.Reports().Keys);
        Assert.Contains("v3 (dev3)", (await platform.Live.YardAsync("versions", "fruit")).Ended(0).Out, StringComparison.Ordinal);
        Assert.Equal("near", (await platform.Live.YardJsonAsync("show", $"fruit@{platform.Pin("v3")}")).Ended(0).Json.GetProperty("version").GetProperty("candidate").GetString());
        Assert.DoesNotContain("v3", platform.Live.Read(Platform.Local), StringComparison.Ordinal);

        platform.Merge("release/fruit");
        (await platform.PassAsync()).Ended(0);
        Assert.Equal($"arms:\n  a: {{ version: {platform.Pin("v1")}, weight: 90 }} # the old hand\n  v3: {{ version: {platform.Pin("v3")}, weight: 10 }}\n", platform.Live.Read(Platform.Local));
        await LiveAsync(platform, "a 90, v3 10");

        // It is called by its number: where it answers and where people look.
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/models/fruit:predict") { Content = new StringContent(platform.Live.Read("models/fruit/samples.json")) };
        request.Headers.Add("x-yard-version", "v3");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "v3"), (answer.StatusCode, answer.Headers.GetValues("x-yard-version").Single()));
        Assert.Contains(">v3</a> <small>dev3 ", await http.GetStringAsync("models/fruit", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("</a> v3</h1>", await http.GetStringAsync("models/fruit/v3", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Promoted by an edit as any other.
        platform.Change("main", Platform.Local, text => text.Replace("weight: 90", "weight: 0", StringComparison.Ordinal).Replace("weight: 10 ", "weight: 100 ", StringComparison.Ordinal));
        (await platform.PassAsync()).Ended(0);
        await LiveAsync(platform, "a 0, v3 100");

        // Taking the release back takes the version back.
        platform.Person("fetch", "-q", "origin");
        platform.Person("checkout", "-q", "-B", "main", "origin/main");
        platform.Person("revert", "--no-edit", "HEAD");
        platform.Person("revert", "--no-edit", "-m", "1", "HEAD~2");
        platform.Person("push", "-q", "origin", "main");
        (await platform.PassAsync()).Ended(0);
        await LiveAsync(platform, "a 100");
        up.Signal("TERM");
        Assert.Equal(0, await up.EndedAsync(TimeSpan.FromSeconds(60)));
    }

    private static async Task LiveAsync(Platform platform, string expected)
    {
        var live = "";
        for (var tries = 0; tries < 300 && live != expected; tries++)
        {
            if (tries > 0) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            var status = (await platform.Live.YardJsonAsync("status")).Json;
            live = string.Join(", ", status.GetProperty("live").GetProperty("models").EnumerateArray()
                .SelectMany(model => model.GetProperty("arms").EnumerateArray()).Select(arm => $"{arm.GetProperty("arm").GetString()} {arm.GetProperty("weight").GetDouble():0}"));
        }

        Assert.Equal(expected, live);
    }
}
