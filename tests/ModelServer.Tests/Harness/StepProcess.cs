using System.Text.Json.Nodes;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Runs a Python component as the step contract has it: a step.json, folders, and nothing else.</summary>
internal static class StepProcess
{
    /// <summary>Runs the component and gives the folder of each output.</summary>
    /// <param name="inputs">Port → a folder, or a list of them.</param>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(
        TestArtifacts artifacts, string component, JsonObject inputs, IReadOnlyList<string> outputs, JsonObject parameters)
    {
        var scratch = artifacts.NewFolder();
        var folders = outputs.ToDictionary(port => port, _ => artifacts.NewFolder());
        var step = new JsonObject
        {
            ["contract"] = 1,
            ["parameters"] = parameters,
            ["inputs"] = inputs,
            ["outputs"] = new JsonObject(folders.Select(folder => KeyValuePair.Create<string, JsonNode?>(folder.Key, folder.Value))),
            ["metrics"] = Path.Combine(scratch, "metrics.json"),
            ["scratch"] = scratch,
            ["cpus"] = 1,
        };
        var document = Path.Combine(scratch, "step.json");
        await File.WriteAllTextAsync(document, step.ToJsonString(), TestContext.Current.CancellationToken);
        var path = $"{Path.Combine(Places.Components, component)}:{Path.Combine(Places.Runtimes, "sklearn")}";
        await Python.RunAsync(["-m", component.Replace('-', '_')], Environment(path, document));
        return folders;
    }

    /// <summary>For a Python program that reads artifacts: the runtime's shared code on its path.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string? path = null, string? step = null) => new Dictionary<string, string>
    {
        ["PYTHONPATH"] = path ?? Path.Combine(Places.Runtimes, "sklearn"),
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PYTHONHASHSEED"] = "0",
        ["OPENBLAS_NUM_THREADS"] = "1",
        ["YARD_STEP"] = step ?? "",
    };
}
