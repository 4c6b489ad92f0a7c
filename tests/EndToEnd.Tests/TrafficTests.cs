using System.Text.Json.Nodes;

namespace Modelyard.EndToEnd.Tests;

[Collection(typeof(Live))]
public sealed class TrafficTests(LivePlatform live)
{
    private const string Release = "models/item-photo/releases/local.yaml";

    // χ² with one degree of freedom is above this with p = 0.001.
    private const double Critical = 10.828;

    private JsonNode Sample => live.Samples("item-photo")[0]!;

    [Fact]
    public async Task Ten_thousand_subjects_split_by_weight_and_each_keeps_its_arm()
    {
        const int Subjects = 10_000;
        var arms = await live.ArmsOfAsync(Subjects, Sample);
        var (a, b) = (arms.Values.Count(arm => arm == "a"), arms.Values.Count(arm => arm == "b"));
        Assert.Equal(Subjects, a + b);
        var chiSquare = (Math.Pow(a - (0.9 * Subjects), 2) / (0.9 * Subjects)) + (Math.Pow(b - (0.1 * Subjects), 2) / (0.1 * Subjects));
        Assert.True(chiSquare < Critical, $"{a} : {b}, χ² = {chiSquare:0.00}");

        Assert.All(await live.ArmsOfAsync(500, Sample), subject => Assert.Equal(arms[subject.Key], subject.Value));
    }

    [Fact]
    public async Task Moving_weight_fails_no_request_and_moves_only_who_must_move()
    {
        var text = live.Clone.Read(Release);
        var before = await live.ArmsOfAsync(1000, Sample);
        var load = new Load(live);
        try
        {
            (await live.Clone.YardAsync("release", "item-photo", "b=20")).Ended(0);
            await live.WeightsAsync("item-photo", "a=80 b=20");
            var after = await live.ArmsOfAsync(1000, Sample);
            Assert.DoesNotContain(before, subject => subject.Value == "b" && after[subject.Key] == "a");
            // From 10 to 20 of 100: a ninth of those of a.
            Assert.InRange(before.Count(subject => subject.Value == "a" && after[subject.Key] == "b"), 60, 145);
            Assert.Contains("# tried on one subject in ten", live.Clone.Read(Release), StringComparison.Ordinal);
        }
        finally
        {
            live.Clone.Write(Release, text);
            await live.WeightsAsync("item-photo", "a=90 b=10");
            await load.StopAsync();
        }

        load.AssertNoneFailed(atLeast: 100);
        Assert.Equal(before, await live.ArmsOfAsync(1000, Sample));
    }

    [Fact]
    public async Task A_release_that_names_an_unknown_candidate_is_refused_and_the_last_one_stays()
    {
        var text = live.Clone.Read(Release);
        var said = live.Up.Said.Length;
        try
        {
            live.Clone.Write(Release, text.Replace("candidate: network", "candidate: netwrok", StringComparison.Ordinal));
            await live.Up.SaysAsync("item-photo: the release was not applied; what was live stays", said);
            Assert.Matches("local.yaml:6:[0-9]+: error YARD[0-9]+: .*'netwrok'.* → did you mean 'network'", live.Up.Said[said..]);
            await live.WeightsAsync("item-photo", "a=90 b=10");
            Assert.Equal(200, (await live.PredictAsync("item-photo", Sample, ("x-yard-version", "b"))).Status);
        }
        finally
        {
            live.Clone.Write(Release, text);
        }

        await live.WeightsAsync("item-photo", "a=90 b=10");
    }
}
