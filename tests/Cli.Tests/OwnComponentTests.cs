namespace Modelyard.Cli.Tests;

/// <summary>A component in a model's own folder: no other model sees it, and it trains and serves like any.</summary>
public sealed class OwnComponentTests(TrainedOrchard orchard)
{
    private const string Model = "models/fruit/model.yaml";
    private const string Own = "models/fruit/code/measures";

    [Fact]
    public async Task A_models_own_code_trains_serves_and_is_an_input_of_that_model_alone()
    {
        using var repository = orchard.Clone();
        // The same name as a shared component, on purpose: `./measures` and `measures` are two things.
        foreach (var file in (string[])["component.yaml", "measures.py"]) repository.Write($"{Own}/{file}", repository.Read($"pipelines/Components/measures/{file}"));
        repository.Replace($"{Own}/measures.py", "return Matrix((values", "return Matrix(2 * (values");
        repository.Replace(Model, "measures: { uses: measures,", "measures: { uses: ./measures,");
        repository.Commit("Weigh fruit our own way");

        var up = (await repository.YardAsync("up", "--once", "--models", "fruit")).Ended(0);
        Assert.Contains("done     fruit/near.measures", up.Error, StringComparison.Ordinal);
        Assert.Contains("fruit arm a (dev3) answered", up.Out, StringComparison.Ordinal);

        repository.Replace($"{Own}/measures.py", "2 *", "3 *");
        var plan = (await repository.YardAsync("plan")).Ended(0);
        Assert.Contains("1 of 2 models is affected", plan.Out.Replace("models are", "models is", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("~ models/fruit/code/measures/measures.py", plan.Out, StringComparison.Ordinal);
        var why = (await repository.YardAsync("why", "fruit", "near.measures")).Ended(0);
        Assert.Contains("the component measures changed (measures.py)", why.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_shown_by_its_full_name_and_not_listed_for_others()
    {
        using var repository = orchard.Clone();
        repository.Write($"{Own}/component.yaml", repository.Read("pipelines/Components/measures/component.yaml").Replace("Weight and length as two", "Our two", StringComparison.Ordinal));
        repository.Write($"{Own}/measures.py", repository.Read("pipelines/Components/measures/measures.py"));

        Assert.DoesNotContain("Our two", (await repository.YardAsync("components")).Ended(0).Out, StringComparison.Ordinal);
        Assert.Contains("Our two columns of a matrix.", (await repository.YardAsync("components", "fruit/measures")).Ended(0).Out, StringComparison.Ordinal);
    }
}
