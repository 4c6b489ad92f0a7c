namespace Modelyard.Cli.Tests;

public sealed class ReportTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_change_is_compared_with_the_version_before_it_on_the_same_rows()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/fruit/model.yaml", "sharpness: 1 ", "sharpness: 3 ");
        var before = (await repository.YardAsync("report", "fruit", "--candidate", "near")).Ended(0).Out;
        Assert.Contains("! the working tree has changed since dev1, and that change is not in these figures: ./yard run fruit\n", before, StringComparison.Ordinal);
        (await repository.YardAsync("run", "fruit")).Ended(0);

        var page = (await repository.YardJsonAsync("report", "fruit", "--candidate", "near")).Ended(0).Json.GetProperty("candidates")[0];

        Assert.Equal(("dev3", "dev1", "the version of near before it"), (page.GetProperty("version").GetProperty("name").GetString(), page.GetProperty("against").GetProperty("name").GetString(), page.GetProperty("why").GetString()));
        Assert.True(page.GetProperty("sameEvaluation").GetBoolean());
        Assert.Empty(page.GetProperty("notes").EnumerateArray());
        Assert.Equal(0, page.GetProperty("paired").GetProperty("won").GetInt32());
        var changed = page.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("change").GetString() == "changed").ToDictionary(step => step.GetProperty("step").GetString()!, step => string.Join("; ", step.GetProperty("reasons").EnumerateArray()));
        Assert.Equal("sharpness was 1 and is 3", changed["centres"]);
        Assert.Equal("its input predictions changed", changed["report"]);
        Assert.Equal(2, changed.Count);

        var text = (await repository.YardAsync("report", "fruit", "--candidate", "near")).Ended(0).Out;
        Assert.Matches(@"^fruit: what changed\n\nnear: dev3 \([0-9a-f]{12}\) against dev1 of near \([0-9a-f]{12}\), the version of near before it\n  metric +dev3 +95 % +dev1 +difference +95 % +so\n", text);
        Assert.Contains("\n  0 rows are right now that were wrong, 0 wrong that were right (McNemar's exact test: p = 1.000).\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  3 steps are the same.\n", text, StringComparison.Ordinal);
        Assert.StartsWith("# fruit: what changed\n\n## near: dev3 (", (await repository.YardAsync("report", "fruit", "--format", "markdown", "--candidate", "near")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenger_is_compared_with_the_arm_that_most_are_answered_by()
    {
        using var repository = orchard.Clone();
        var page = (await repository.YardJsonAsync("report", "fruit", "--candidate", "scaled")).Ended(0).Json.GetProperty("candidates")[0];
        Assert.Equal("arm a of local, 90 %", page.GetProperty("why").GetString());
        Assert.True(page.GetProperty("paired").GetProperty("won").GetInt32() > 0);
    }

    [Fact]
    public async Task Other_evaluation_data_is_said_loudly_and_nothing_is_paired()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "count: 90", "count: 150");
        (await repository.YardAsync("run", "bread")).Ended(0);

        var text = (await repository.YardAsync("report", "bread")).Ended(0).Out;

        Assert.Matches(@"\n! DIFFERENT EVALUATION DATA: dev2 was judged on [0-9a-f]{12}, dev1 on [0-9a-f]{12}; their figures cannot be compared, so no differences, no test and no slices are given\n", text);
        Assert.DoesNotContain("McNemar", text, StringComparison.Ordinal);
        var page = (await repository.YardJsonAsync("report", "bread")).Ended(0).Json.GetProperty("candidates")[0];
        Assert.False(page.GetProperty("sameEvaluation").GetBoolean());
        Assert.All(page.GetProperty("metrics").EnumerateArray(), metric => Assert.False(metric.TryGetProperty("difference", out _)));
        Assert.False(page.TryGetProperty("slices", out _));
    }

    [Theory]
    [InlineData("--candidate", "neer", "error YARD9002: --candidate is 'neer'; fruit has near, scaled → did you mean 'near'?\n")]
    [InlineData("--format", "html", "error YARD9002: --format is 'html', expected text or markdown\n")]
    [InlineData("--against", "dev9", "error YARD4005: fruit has no version 'dev9'; it has dev1, dev2 → did you mean 'dev1'?\n")]
    public async Task What_it_cannot_show_is_said(string option, string value, string expected)
    {
        using var repository = orchard.Clone();
        Assert.Equal(expected, (await repository.YardAsync("report", "fruit", option, value)).Ended(2).Error);
    }
}
