namespace Modelyard.Cli.Tests;

public sealed class PlanTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_changed_parameter_means_training()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/fruit/model.yaml", "sharpness: 1 ", "sharpness: 3 ");
        var answer = (await repository.YardAsync("plan")).Ended(0);
        Assert.Contains("1 of 2 models are affected", answer.Out, StringComparison.Ordinal);
        Assert.Contains("fruit  train", answer.Out, StringComparison.Ordinal);
        Assert.Contains("candidates.near.pipeline.centres.with.sharpness", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_a_tag_each_model_says_train_release_or_docs()
    {
        using var repository = orchard.Clone();
        repository.Git("tag", "before");
        repository.Replace("models/fruit/releases/local.yaml", "weight: 90", "weight: 80");
        repository.Replace("models/fruit/releases/local.yaml", "weight: 10", "weight: 20");
        repository.Replace("models/bread/README.md", "orchard", "bakery");
        repository.Commit("Shift traffic");

        Assert.Contains("no model is affected", (await repository.YardAsync("plan")).Ended(0).Out, StringComparison.Ordinal);
        var models = (await repository.YardJsonAsync("plan", "--since", "before")).Ended(0).Json.GetProperty("models").EnumerateArray()
            .ToDictionary(model => model.GetProperty("name").GetString()!, model => model.GetProperty("action").GetString());
        Assert.Equal(new Dictionary<string, string?> { ["fruit"] = "release", ["bread"] = "docs" }, models);
    }

    [Fact]
    public async Task A_component_counts_for_every_model_that_uses_it()
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/Components/measures/measures.py", "as numbers", "as plain numbers");
        var models = (await repository.YardJsonAsync("plan")).Ended(0).Json.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(2, models.Count);
        Assert.All(models, model => Assert.Equal("train", model.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task An_unknown_revision_is_named()
    {
        using var repository = orchard.Clone();
        var answer = await repository.YardAsync("plan", "--since", "yesterday");
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("'yesterday'", answer.Error, StringComparison.Ordinal);
    }
}
