namespace Modelyard.Cli.Tests;

public sealed class ValidateTests(TrainedOrchard orchard)
{
    private const string Errors =
        """
        models/bread/model.yaml:10:48: error YARD1053: harvest.with.count: expected a whole number from 30 to 10000, found 3
        models/bread/releases/local.yaml:1:25: error YARD1084: arms.a: model 'bread' has no candidate 'backed' → did you mean 'baked'?
        models/fruit/model.yaml:13:25: error YARD1041: step 'centres' uses 'nearest-center', which is no component → did you mean 'nearest-centre'?
        models/fruit/model.yaml:21:25: error YARD1041: step 'centres' uses 'nearest-center', which is no component → did you mean 'nearest-centre'?
        4 errors, 0 warnings

        """;

    [Fact]
    public async Task A_valid_repository_is_counted()
    {
        using var repository = orchard.Clone();
        var answer = (await repository.YardAsync("validate")).Ended(0);
        var runtimes = Directory.GetDirectories(Path.Combine(repository.Root, "pipelines", "Runtimes")).Length;
        Assert.Equal($"valid: 2 models, 5 components, {runtimes} runtimes\n", answer.Out);
        Assert.Empty(answer.Error);
    }

    [Fact]
    public async Task Every_error_is_shown_at_once()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/fruit/model.yaml", "uses: nearest-centre", "uses: nearest-center");
        repository.Replace("models/bread/model.yaml", "count: 90", "count: 3");
        repository.Replace("models/bread/releases/local.yaml", "candidate: baked", "candidate: backed");
        var answer = (await repository.YardAsync("validate")).Ended(3);
        Assert.Empty(answer.Out);
        Assert.Equal(Errors, answer.Error);

        var json = (await repository.YardJsonAsync("validate")).Ended(3).Json;
        Assert.False(json.GetProperty("valid").GetBoolean());
        Assert.Equal(4, json.GetProperty("diagnostics").GetArrayLength());
    }

    [Fact]
    public async Task Of_one_model_only_its_own_problems_are_shown()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "count: 90", "count: 3");
        (await repository.YardAsync("validate", "fruit")).Ended(0);
        (await repository.YardAsync("validate", "bread")).Ended(3);
    }

    [Fact]
    public async Task A_model_with_errors_is_not_run()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "count: 90", "count: 3");
        var answer = (await repository.YardAsync("run", "bread")).Ended(3);
        Assert.Contains("models/bread/model.yaml:10:48: error YARD1053", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_without_a_fragment_cannot_be_served_by_onnx()
    {
        using var repository = orchard.Clone();
        repository.Replace("models/bread/model.yaml", "runtime: flask-sklearn, workers: 1", "runtime: onnx");
        var answer = (await repository.YardAsync("validate")).Ended(3);
        Assert.Contains("error YARD1063: step 'measures' (component 'measures') leaves no ONNX fragment, which runtime 'onnx' needs", answer.Error, StringComparison.Ordinal);
        Assert.Contains("error YARD1063: step 'oven' (component 'nearest-centre') leaves no ONNX fragment, which runtime 'onnx' needs", answer.Error, StringComparison.Ordinal);
    }
}
