using System.Globalization;
using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;
using Modelyard.ModelServer.Tests.Models;

namespace Modelyard.ModelServer.Tests;

/// <summary>Artifacts of the kind mlnet: the same protocol, with ML.NET behind it.</summary>
public sealed class MlnetTests(TestArtifacts artifacts)
{
    private static readonly (string Title, float Price)[] Asked = [("rain coat", 65), ("", 0), ("靴 shoe", 1e6f), ("silk tie, silk tie", 25.5f)];

    [Fact]
    public async Task Instances_are_answered_as_ML_NET_itself_answers()
    {
        var folder = artifacts.NewFolder();
        var expected = SavedModel.Write(folder, Asked);
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(folder, "clothes"));

        var answers = await server.PredictAsync("clothes", Instances());

        Assert.Equal(Asked.Length, answers.GetArrayLength());
        foreach (var (number, answer) in answers.EnumerateArray().Index())
        {
            var scores = answer.GetProperty("scores").EnumerateObject().ToList();
            Assert.Equal(SavedModel.Classes, scores.Select(score => score.Name));
            Assert.All(scores.Zip(expected[number]), pair => Assert.Equal(pair.Second, pair.First.Value.GetSingle(), 1e-6f));
            Assert.Equal(SavedModel.Classes[Array.IndexOf(expected[number], expected[number].Max())], answer.GetProperty("label").GetString());
        }
    }

    [Fact]
    public async Task Many_requests_at_once_are_answered_each_as_alone()
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(folder, "clothes"));
        var bodies = Asked.Select((_, number) => new JsonObject { ["instances"] = new JsonArray(Instances()[number]!.DeepClone()) }.ToJsonString()).ToList();
        var alone = new List<string>();
        foreach (var body in bodies) alone.Add((await server.PredictAsync("clothes", body)).Text);

        var together = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => server.PredictAsync("clothes", bodies[number % bodies.Count])));

        Assert.All(together.Index(), answer => Assert.Equal(alone[answer.Index % bodies.Count], answer.Item.Text));
    }

    [Fact]
    public async Task Bad_input_gets_the_protocol_s_errors_and_a_score_that_is_not_finite_its_own()
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(folder, "clothes"));

        var typo = await server.PredictAsync("clothes", """{"instances": [{"titel": "coat", "price": 1}]}""");
        Assert.Equal((400, "YARD6005"), (typo.Status, typo.Code));
        var word = await server.PredictAsync("clothes", """{"instances": [{"title": "coat", "price": "much"}]}""");
        Assert.Equal((400, "YARD6006"), (word.Status, word.Code));
        // Missing is NaN, which a linear model carries into its scores.
        var missing = await server.PredictAsync("clothes", """{"instances": [{"title": "coat"}]}""");
        Assert.Equal((500, "YARD6020"), (missing.Status, missing.Code));
        Assert.Equal(200, (await server.PredictAsync("clothes", """{"instances": [{"title": "coat", "price": 3, "note": null}]}""")).Status);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_the_chain_is_refused_with_every_difference()
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        Change(folder, "\"title\": { \"type\": \"string\" }, \"price\": { \"type\": \"number\", \"optional\": true }", "\"price\": { \"type\": \"integer\" }");
        Change(folder, "[\"coat\",", "[\"hat\",\"coat\",");

        await AssertRefusedAsync(
            folder,
            "model.zip: input 'title' is not a field of the signature; its fields are 'price', 'note'",
            "model.zip: input 'price' is Single, which a field of type integer cannot give",
            "model.zip: output 'Score' is Vector<Single, 3>, expected Vector<Single, 4>",
            "classes.json is not the list of chain.json's classes, in their order");
    }

    [Fact]
    public async Task An_artifact_without_its_model_is_refused()
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        File.Delete(Path.Combine(folder, "model.zip"));
        await AssertRefusedAsync(folder, "model.zip is missing from the artifact");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    public async Task A_model_that_was_cut_off_is_refused(double share)
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        var path = Path.Combine(folder, "model.zip");
        var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, content[..(int)(content.Length * share)], TestContext.Current.CancellationToken);

        var (code, errors) = await ServerProcess.RunAsync(ServerProcess.WriteSettings(artifacts, ServerProcess.Settings(folder, "clothes").ToJsonString()));

        Assert.Equal(1, code);
        Assert.StartsWith("error YARD6022: model.zip is not a model that ML.NET can load: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_server_of_a_graph_does_not_load_ML_NET()
    {
        var folder = artifacts.NewFolder();
        SavedModel.Write(folder, Asked);
        await using var server = await ServerProcess.StartAsync(artifacts, ServerProcess.Settings(folder, "clothes"));

        Assert.Contains("Microsoft.ML.Core.dll", server.MappedFiles(), StringComparison.Ordinal);
        Assert.DoesNotContain("libonnxruntime.so", server.MappedFiles(), StringComparison.Ordinal);
        var graph = (await artifacts.Fixtures.Get("listing")).MappedFiles();
        Assert.DoesNotContain("Microsoft.ML.Core.dll", graph, StringComparison.Ordinal);
        Assert.Contains("libonnxruntime.so", graph, StringComparison.Ordinal);
    }

    private static JsonArray Instances() =>
        [.. Asked.Select(instance => JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"title": "{{instance.Title}}", "price": {{instance.Price}}}""")))];

    private static void Change(string folder, string from, string to)
    {
        var path = Path.Combine(folder, "chain.json");
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private async Task AssertRefusedAsync(string folder, params string[] problems)
    {
        var (code, errors) = await ServerProcess.RunAsync(ServerProcess.WriteSettings(artifacts, ServerProcess.Settings(folder, "clothes").ToJsonString()));
        Assert.Equal(1, code);
        Assert.Equal(problems.Select(problem => $"error YARD6022: {problem}"), errors.Trim().Split('\n'));
    }
}
