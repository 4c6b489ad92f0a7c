namespace Modelyard.Cli.Tests;

public sealed class ReleaseTests(TrainedOrchard orchard)
{
    private const string Release = "models/fruit/releases/local.yaml";

    [Fact]
    public async Task A_weight_is_changed_the_others_share_the_rest_and_comments_stay()
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync("release", "fruit", "b=20")).Ended(0);
        Assert.Equal("fruit (local): a 80 %, b 20 %\n", answer.Out);
        Assert.Equal(
            """
            # Who answers on this machine.
            arms:
              a: { candidate: near, weight: 80 } # the old hand
              b: { candidate: scaled, weight: 20 } # on trial

            """,
            repository.Read(Release));
    }

    [Fact]
    public async Task Without_weights_they_are_shown()
    {
        using var repository = orchard.Clone();
        var before = repository.Read(Release);
        Assert.Equal("fruit (local): a 90 %, b 10 %\n", (await repository.YardAsync("release", "fruit")).Ended(0).Out);
        var weights = (await repository.YardJsonAsync("release", "fruit")).Ended(0).Json.GetProperty("weights");
        Assert.Equal(90, weights.GetProperty("a").GetDouble());
        Assert.Equal(before, repository.Read(Release));
    }

    [Theory]
    [InlineData("b", 2, "'b' is not ARM=WEIGHT; expected for example b=20")]
    [InlineData("b=many", 2, "'b=many' is not ARM=WEIGHT; expected for example b=20")]
    [InlineData("b=200", 1, "weight of 'b' is 200, expected 0 to 100 with at most two decimals")]
    [InlineData("c=20", 1, "no arm 'c'; the arms are a, b")]
    public async Task What_cannot_be_leaves_the_file_as_it_is(string weight, int exitCode, string message)
    {
        using var repository = orchard.Clone();
        var before = repository.Read(Release);
        Assert.Contains(message, (await repository.YardAsync("release", "fruit", weight)).Ended(exitCode).Error, StringComparison.Ordinal);
        Assert.Equal(before, repository.Read(Release));
    }
}
