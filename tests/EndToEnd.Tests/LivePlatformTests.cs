using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.EndToEnd.Tests;

[Collection("one clone, one test at a time")]
public sealed class LivePlatformTests(FreshClone clone, LivePlatform platform) : IClassFixture<LivePlatform>
{
    // χ² with one degree of freedom exceeds this with a probability of 0.001.
    private const double ChiSquareAtOnePerMille = 10.828;
    private const int Subjects = 10_000;

    [Fact]
    public async Task Subjects_split_90_to_10_stay_where_they_are_and_move_only_when_they_must()
    {
        var before = await ArmsAsync(Enumerable.Range(0, Subjects));
        var b = before.Count(arm => arm == "b");
        var chiSquare = (Math.Pow(b - 1000, 2) / 1000) + (Math.Pow(Subjects - b - 9000, 2) / 9000);
        Assert.True(chiSquare < ChiSquareAtOnePerMille, $"{b} of {Subjects} subjects are on b");

        // A client goes on while the weight is moved there and back: not one request may fail.
        using var stop = new CancellationTokenSource();
        var client = AskUntilAsync(stop.Token);
        await ReleaseAsync("b=20", 20);
        var some = Enumerable.Range(0, 1500).ToList();
        var during = await ArmsAsync(some);
        await ReleaseAsync("b=10", 10);
        var after = await ArmsAsync(some);
        await stop.CancelAsync();
        Assert.True(await client > 0);

        Assert.Equal(before.Take(1500), after);
        Assert.DoesNotContain(some, subject => before[subject] == "b" && during[subject] == "a");
        Assert.InRange(some.Count(subject => before[subject] != during[subject]), 100, 210);
    }

    [Fact]
    public async Task Both_runtimes_give_every_sample_the_same_label()
    {
        foreach (var photo in platform.Photos)
        {
            Assert.Equal(await LabelAsync(photo, "a"), await LabelAsync(photo, "b"));
        }

        async Task<string?> LabelAsync(string photo, string arm)
        {
            using var answer = await platform.AskAsync("item-photo", photo, version: arm);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEmpty(answer.Headers.GetValues("x-yard-prediction"));
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["predictions"]![0]!["label"]!.GetValue<string>();
        }
    }

    [Fact]
    public async Task A_wrong_release_is_refused_and_the_last_good_one_stays()
    {
        var file = Path.Combine(clone.Root, "models", "listing-category", "releases", "local.yaml");
        var good = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, good.Replace("candidate: listing", "candidate: listings", StringComparison.Ordinal));
        await platform.UntilAsync(() => Task.FromResult(platform.Said.Contains("listing-category: the release was not applied", StringComparison.Ordinal)), "the release is refused");
        Assert.Contains("did you mean 'listing'?", platform.Said, StringComparison.Ordinal);
        using var answer = await platform.AskAsync("listing-category", await File.ReadAllTextAsync(Path.Combine(clone.Root, "models", "listing-category", "samples.json")));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await File.WriteAllTextAsync(file, good);
    }

    [Theory]
    [InlineData("item-photo", "not json", "YARD6001")]
    [InlineData("item-photo", "{}", "YARD6002")]
    [InlineData("item-photo", """{"instances": [{"photo": [[1, 2], [3, 4]]}]}""", "YARD6007")]
    [InlineData("item-photo", """{"instances": [{"picture": 1}]}""", "YARD6005")]
    [InlineData("listing-category", """{"instances": [{"name": 7, "summary": "s", "description": "d", "icon": {"b64": "AAAA"}}]}""", "YARD6006")]
    public async Task Bad_input_is_a_400_that_says_what_is_wrong_on_every_arm(string model, string body, string code)
    {
        foreach (var arm in model == "item-photo" ? new[] { "a", "b" } : ["a"])
        {
            using var answer = await platform.AskAsync(model, body, version: arm);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(code, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Status_and_predict_find_the_running_platform()
    {
        var status = await clone.YardAsync("status", "--json");
        Assert.True(status.ExitCode == 0, status.StandardError);
        Assert.True(JsonDocument.Parse(status.StandardOutput).RootElement.GetProperty("healthy").GetBoolean());
        var predicted = await clone.YardAsync("predict", "item-photo@b", "models/item-photo/samples.json", "--json");
        Assert.Equal("dev2", JsonDocument.Parse(predicted.StandardOutput).RootElement.GetProperty("version").GetString());
        Assert.Contains("version=\"dev2\"", await platform.Client.GetStringAsync("metrics"), StringComparison.Ordinal);
    }

    private async Task<int> AskUntilAsync(CancellationToken stop)
    {
        var asked = 0;
        for (; !stop.IsCancellationRequested; asked++) await platform.ArmOfAsync($"client-{asked}");
        return asked;
    }

    private async Task<List<string>> ArmsAsync(IEnumerable<int> subjects)
    {
        var numbers = subjects.ToList();
        var arms = new string[numbers.Count];
        await Parallel.ForAsync(0, numbers.Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (place, _) =>
            arms[place] = await platform.ArmOfAsync($"subject-{numbers[place]}"));
        return [.. arms];
    }

    private async Task ReleaseAsync(string weight, int expected)
    {
        var released = await clone.YardAsync("release", "item-photo", weight);
        Assert.True(released.ExitCode == 0, released.StandardError);
        await platform.UntilAsync(
            async () =>
            {
                var models = JsonNode.Parse(await platform.Client.GetStringAsync("v1/models"))!["models"]!.AsArray();
                var photo = models.Single(model => (model!["name"] ?? model["model"])!.GetValue<string>() == "item-photo");
                return photo!["arms"]!.AsArray().Any(arm => arm!["weight"]!.GetValue<double>() == expected);
            },
            $"b has {expected} %");
    }
}
