namespace Modelyard.Cli.Tests;

/// <summary>A version comes to be only where a server started from its artifact answers as the pipeline did.</summary>
public sealed class BlessingTests(TrainedOrchard orchard)
{
    private const string Transform = "    values = table(rows)\n    return Matrix(";
    private const string Component = "pipelines/Components/measures/measures.py";

    [Fact]
    public async Task A_transform_that_looks_at_more_than_its_row_is_refused()
    {
        using var repository = orchard.Clone();
        // Standardised by the batch at hand: all rows in training, a few while serving.
        repository.Replace(Component, Transform, "    values = table(rows)\n    values = (values - values.mean(axis=0)) / (values.std(axis=0) + 1)\n    return Matrix(");
        var answer = (await repository.YardAsync("run", "bread")).Ended(4);
        Assert.Matches(@"error YARD4003: bread/baked: golden row \d+: the score of '\w+' is [0-9.E-]+, expected [0-9.E-]+ ± 1E-05", answer.Error);
        Assert.Contains("bread/baked: no version", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_on_a_sample_is_refused()
    {
        using var repository = orchard.Clone();
        repository.Replace(Component, Transform, "    values = table(rows)\n    if (values > 5000).any():\n        raise ValueError(\"too heavy for these scales\")\n    return Matrix(");
        repository.Replace("models/bread/samples.json", "\"weight\": 7,", "\"weight\": 7000,");
        var answer = (await repository.YardAsync("run", "bread")).Ended(4);
        Assert.Contains("error YARD4002: bread/baked: sample 2 of samples.json: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("too heavy for these scales", answer.Error, StringComparison.Ordinal);
        Assert.Single((await repository.YardJsonAsync("versions", "bread")).Json.GetProperty("versions").EnumerateArray());
        await repository.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }
}
