using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

/// <summary>The chain of item-photo, small: real photos through the platform's own components, joined, and served.</summary>
public sealed class FashionTests(TestArtifacts artifacts)
{
    private const string Instance = """{"photo": {"type": "image", "width": 28, "height": 28, "channels": 1}}""";

    [Fact]
    public async Task Photos_are_answered_as_the_steps_predicted_them()
    {
        var (rows, labels) = (artifacts.NewFolder(), artifacts.NewFolder());
        await SampleAsync("sample", rows, labels);
        var pixels = await StepProcess.RunAsync(
            artifacts,
            "picture-scale",
            new() { ["rows"] = rows },
            ["matrix", "state", "onnx"],
            new() { ["column"] = "photo", ["size"] = 14, ["channels"] = null });
        var network = await StepProcess.RunAsync(
            artifacts,
            "mlp-classifier",
            new() { ["matrix"] = pixels["matrix"], ["labels"] = labels },
            ["predictions", "state", "onnx"],
            new()
            {
                ["hidden"] = new JsonArray(32),
                ["epochs"] = 8,
                ["batch"] = 64,
                ["learning-rate"] = 0.002,
                ["decay"] = 0.0001,
                ["early-stopping"] = false,
                ["seed"] = 1,
            });
        var joined = await StepProcess.RunAsync(
            artifacts,
            "onnx-join",
            new() { ["fragments"] = new JsonArray(pixels["onnx"], network["onnx"]) },
            ["model"],
            new() { ["chain"] = Chain() });
        var file = Path.Combine(artifacts.NewFolder(), "expected.json");
        await SampleAsync("expected", rows, network["predictions"], file);
        var expected = await Expected.ReadAsync(file);

        var settings = ServerProcess.Settings(WriteArtifact(joined["model"], expected["classes"]!), "item-photo");
        await using var server = await ServerProcess.StartAsync(artifacts, settings);
        Expected.Check(await server.PredictAsync("item-photo", expected["instances"]!), expected);
    }

    private static Task SampleAsync(params string[] arguments) =>
        Python.RunAsync([Path.Combine(Places.Models, "fashion_sample.py"), .. arguments], StepProcess.Environment());

    private static string Chain() => $$"""
        { "instance": {{Instance}},
          "steps": [ { "name": "pixels", "fragment": 0, "inputs": { "rows": "$instance" } },
                     { "name": "network", "fragment": 1, "inputs": { "matrix": "pixels.matrix" } } ],
          "output": "network" }
        """;

    private string WriteArtifact(string model, JsonNode classes)
    {
        var folder = artifacts.NewFolder();
        File.Copy(Path.Combine(model, "model.onnx"), Path.Combine(folder, "model.onnx"));
        var chain = JsonNode.Parse($$"""
            { "format": 1, "model": "item-photo", "candidate": "network", "kind": "onnx", "steps": [], "output": "network",
              "signature": { "instance": {{Instance}},
                             "prediction": { "label": { "type": "string" }, "scores": { "type": "map", "of": "number" } } } }
            """)!;
        chain["classes"] = classes.DeepClone();
        File.WriteAllText(Path.Combine(folder, "chain.json"), chain.ToJsonString());
        return folder;
    }
}
