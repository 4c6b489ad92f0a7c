using System.Text.Json;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Tests.Running.Graph;

public sealed class SearchTrialsTests
{
    [Fact]
    public void All_combinations_are_tried_in_order_where_there_are_no_more_than_trials() =>
        Assert.Equal(["""{"a":1,"b":"x"}""", """{"a":1,"b":"y"}""", """{"a":2,"b":"x"}""", """{"a":2,"b":"y"}"""], Draw(4, seed: 1, ("a", "[1, 2]"), ("b", """["x", "y"]""")));

    // Written down, so that another version of .NET or of this code cannot draw others unseen: every search would train anew.
    [Fact]
    public void The_same_seed_draws_the_same_trials_for_ever() =>
        Assert.Equal(
            ["""{"hidden":[128],"rate":0.1}""", """{"hidden":[256,128],"rate":0.01}""", """{"hidden":[512],"rate":0.1}"""],
            Draw(3, seed: 1, ("hidden", "[[128], [512], [256, 128], [512, 256]]"), ("rate", "[0.1, 0.01, 0.001]")));

    [Fact]
    public void Trials_are_distinct_and_another_seed_draws_others()
    {
        var values = $"[{string.Join(",", Enumerable.Range(0, 30))}]";
        var one = Draw(20, seed: 1, ("a", values), ("b", values));
        var other = Draw(20, seed: 2, ("a", values), ("b", values));

        Assert.Equal(20, one.Distinct().Count());
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void More_combinations_than_can_be_counted_are_drawn_from_too()
    {
        var values = $"[{string.Join(",", Enumerable.Range(0, 1000))}]";
        Assert.Equal(3, Draw(3, seed: 1, [.. Enumerable.Range(0, 30).Select(number => ($"p{number}", values))]).Distinct().Count());
    }

    private static IReadOnlyList<string> Draw(int trials, int seed, params (string Name, string Values)[] over) =>
        [.. SearchTrials.Of(new SearchSpec
        {
            Over = over.ToDictionary(parameter => parameter.Name, parameter => JsonDocument.Parse(parameter.Values).RootElement),
            Trials = trials,
            Seed = seed,
        }).Select(trial => trial.ToJsonString())];
}
