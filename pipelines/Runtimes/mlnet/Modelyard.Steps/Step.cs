using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>One <c>step.json</c>: parameters, input folders, output folders.</summary>
internal sealed class Step
{
    private const int Contract = 1;

    private readonly JsonElement _document;

    private Step(JsonElement document)
    {
        _document = document;
        Parameters = new StepParameters(document.GetProperty("parameters"));
    }

    /// <summary>Every parameter of the component, defaults filled in.</summary>
    public StepParameters Parameters { get; }

    /// <summary>How many threads the step may use; its outputs must not depend on it.</summary>
    public int Cpus => _document.TryGetProperty("cpus", out var cpus) ? cpus.GetInt32() : 1;

    /// <summary>A private folder, removed afterwards.</summary>
    public string Scratch => _document.TryGetProperty("scratch", out var scratch) ? scratch.GetString()! : ".";

    /// <summary>The step that the environment names.</summary>
    public static Step FromEnvironment() =>
        Read(Environment.GetEnvironmentVariable("YARD_STEP") ?? throw new StepFailure("YARD_STEP is not set; it names the step's step.json"));

    /// <summary>The step of a file.</summary>
    public static Step Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var contract = document.RootElement.GetProperty("contract").GetInt32();
        return contract == Contract
            ? new Step(document.RootElement.Clone())
            : throw new StepFailure($"step contract {contract} is not known here; known: {Contract}");
    }

    /// <summary>The folder of an input port; of a port that takes many, its first.</summary>
    public string Input(string port) => Inputs(port)[0];

    /// <summary>The folders of an input port that takes many, in order.</summary>
    public IReadOnlyList<string> Inputs(string port)
    {
        var folders = _document.GetProperty("inputs").GetProperty(port);
        return folders.ValueKind == JsonValueKind.Array ? [.. folders.EnumerateArray().Select(folder => folder.GetString()!)] : [folders.GetString()!];
    }

    /// <summary>The folder of an output port, which is there and empty.</summary>
    public string Output(string port) => _document.GetProperty("outputs").GetProperty(port).GetString()!;

    /// <summary>Leaves metrics: name (lower case, words joined by hyphens) → finite number.</summary>
    public void WriteMetrics(IReadOnlyDictionary<string, double> metrics) =>
        CanonicalJson.Write(_document.GetProperty("metrics").GetString()!, metrics.ToDictionary(metric => metric.Key, metric => (object?)metric.Value));
}
