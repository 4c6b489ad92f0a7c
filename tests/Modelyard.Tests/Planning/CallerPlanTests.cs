using Modelyard.Planning;
using Modelyard.Specs;

namespace Modelyard.Tests.Planning;

/// <summary>A model that another one calls is an input of that one.</summary>
public sealed class CallerPlanTests : IDisposable
{
    private readonly ModelRepository _models = new();

    public CallerPlanTests()
    {
        _models.Component(
            "model-call", "transform", "sklearn", "inputs: { rows: rows }", "outputs: { matrix: matrix }",
            "parameters: { model: { type: string, required: true }, version: { type: string, required: true } }", "serves: { python: model_call }");
        _models.Git.Write("pipelines/Components/model-call/model_call.py");
        _models.Model("front", Calling("photo"), "flask");
        _models.Model("top", Calling("front"), "flask");
        _models.Model("still", Calling($"photo@sha256:{new string('0', 64)}"), "flask");
        _models.Git.Commit();
    }

    public void Dispose() => _models.Dispose();

    [Fact]
    public void The_repository_of_these_tests_is_sound() => Assert.Empty(RepositoryReader.Read(_models.Git.Root).Diagnostics);

    [Fact]
    public void A_model_that_trains_makes_those_train_that_call_it_but_not_those_that_pin_it()
    {
        _models.Replace("models/photo/model.yaml", "trees: 100", "trees: 101");
        var plan = _models.Plan();

        Assert.Equal(["front", "photo", "top"], plan.Models.Select(model => model.Name));
        Assert.All(plan.Models, model => Assert.Equal(PlannedAction.Train, model.Action));
        Assert.Equal((ReasonKind.CalledModel, "photo"), Only(plan, "front"));
        Assert.Equal((ReasonKind.CalledModel, "front"), Only(plan, "top"));
        Assert.Equal(["only.photos"], plan.Models[0].ResolvedAtRun);
        Assert.Equal(["still", "text"], plan.Unaffected);

        using var text = new StringWriter();
        PlanText.Write(plan, text);
        Assert.Contains("top    train\n  called model front\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_only_released_otherwise_is_the_same_to_its_callers()
    {
        _models.Git.Write("models/photo/releases/local.yaml", "arms: { a: { candidate: only, weight: 50 }, b: { candidate: only, weight: 50 } }\n");

        Assert.Equal(["photo"], _models.Plan().Models.Select(model => model.Name));
    }

    [Fact]
    public void The_code_that_asks_is_an_input_of_callers()
    {
        _models.Git.Write("pipelines/Components/model-call/model_call.py", "# new");

        Assert.Equal(["front", "still", "top"], _models.Plan().Models.Select(model => model.Name));
    }

    private static string Calling(string model) => $$"""
              asks: { uses: "model:{{model}}", inputs: { rows: parts.rows } }
              fit: { uses: forest, inputs: { matrix: asks.matrix, labels: parts.labels } }
        """;

    private static (ReasonKind, string) Only(Plan plan, string model)
    {
        var reason = Assert.Single(plan.Models.Single(planned => planned.Name == model).Reasons);
        return (reason.What, reason.Subject);
    }
}
