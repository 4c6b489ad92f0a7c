using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Answers that another program computed: <c>{"instances": […], "labels": […], "scores": [[…]]}</c>.</summary>
internal static class Expected
{
    private const double Tolerance = 1e-5;

    public static async Task<JsonNode> ReadAsync(string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;

    /// <summary>The same labels, and scores as near as two orders of float32 additions let them be.</summary>
    public static void Check(JsonElement predictions, JsonNode expected)
    {
        var (labels, scores) = (expected["labels"]!.AsArray(), expected["scores"]!.AsArray());
        Assert.Equal(labels.Count, predictions.GetArrayLength());
        foreach (var (prediction, number) in predictions.EnumerateArray().Select((prediction, number) => (prediction, number)))
        {
            Assert.Equal(labels[number]!.GetValue<string>(), prediction.GetProperty("label").GetString());
            var found = prediction.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetDouble()).ToList();
            var wanted = scores[number]!.AsArray().Select(score => score!.GetValue<double>()).ToList();
            Assert.Equal(wanted.Count, found.Count);
            Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    public static JsonNode Slice(JsonNode expected, int first, int count) =>
        new JsonObject(expected.AsObject().Select(list => KeyValuePair.Create<string, JsonNode?>(
            list.Key, new JsonArray([.. list.Value!.AsArray().Skip(first).Take(count).Select(item => item!.DeepClone())]))));
}
