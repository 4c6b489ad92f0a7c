namespace Modelyard.Cli.Tests;

public sealed class WhyTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_changed_parameter_is_named_with_what_it_was()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/fruit/model.yaml", "sharpness: 1 ", "sharpness: 3 ");
        var answer = (await repository.YardAsync("why", "fruit", "near.centres")).Ended(0);
        Assert.Matches("^near.centres: would run; what differs from run [0-9a-f-]+:\n  the parameter sharpness was 1 and is 3\n$", answer.Out);

        var step = (await repository.YardJsonAsync("why", "fruit", "near.report")).Ended(0).Json.GetProperty("steps")[0];
        Assert.Equal("unknown", step.GetProperty("verdict").GetString());
        Assert.Equal("near.centres", step.GetProperty("waits")[0].GetString());
    }

    [Fact]
    public async Task A_changed_component_is_named()
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/Components/measures/measures.py", "as numbers", "as plain numbers");
        var answer = (await repository.YardAsync("why", "bread", "measures")).Ended(0);
        Assert.Contains("would run", answer.Out, StringComparison.Ordinal);
        Assert.Contains("component", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_step_will_do_where_the_candidates_share_it()
    {
        using var repository = orchard.Clone();
        Assert.Matches("^near.harvest: cached; first executed by run ", (await repository.YardAsync("why", "fruit", "harvest")).Ended(0).Out);
    }

    [Fact]
    public async Task A_bare_step_that_several_candidates_have_is_asked_about()
    {
        using var repository = orchard.Clone();
        Assert.Equal(
            "error YARD3015: fruit has several steps 'centres': near.centres, scaled.centres → name one of them\n",
            (await repository.YardAsync("why", "fruit", "centres")).Ended(2).Error);
    }

    [Fact]
    public async Task An_unknown_step_has_a_nearest_name()
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync("why", "fruit", "near.centers")).Ended(2);
        Assert.Contains("error YARD3015: fruit has no step 'near.centers'; it has near.harvest, ", answer.Error, StringComparison.Ordinal);
        Assert.EndsWith("→ did you mean 'near.centres'?\n", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_step_all_are_explained()
    {
        using var repository = orchard.Clone();
        var steps = (await repository.YardJsonAsync("why", "fruit")).Ended(0).Json.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(10, steps.Count);
        Assert.All(steps, step => Assert.Equal("cached", step.GetProperty("verdict").GetString()));
    }
}
