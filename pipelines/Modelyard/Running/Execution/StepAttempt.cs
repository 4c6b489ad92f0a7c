using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Contract;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;

namespace Modelyard.Running.Execution;

/// <summary>The folder of one attempt, laid out as the step contract says (<c>docs/architecture.md</c>, section 2).</summary>
internal sealed class StepAttempt
{
    private const int MostMetricsBytes = 1 << 20;
    private const string SystemPath = "/usr/local/bin:/usr/bin:/bin";

    private StepAttempt(StepWork work) => Work = work;

    public StepWork Work { get; }

    public StepJob Job => Work.Job;

    public string Folder => Work.Folder;

    public string Output(string port) => Path.Combine(Folder, "outputs", port);

    private string Metrics => MetricsFile(Folder);

    /// <param name="command">The component's <c>run</c>, or a source's <c>fingerprint</c>.</param>
    /// <param name="inputs">Port → folders.</param>
    /// <param name="outputs">Ports that the step must fill.</param>
    /// <param name="folder">In the staging area; one that an attempt was laid out in before is taken as it is.</param>
    public static StepAttempt Prepare(
        StepNode node,
        string command,
        StepRuntime runtime,
        StepCode code,
        IReadOnlyDictionary<string, IReadOnlyList<string>> inputs,
        IReadOnlyList<string> outputs,
        string log,
        int cpus,
        string folder)
    {
        var scratch = Path.Combine(folder, "scratch");
        var outputRoot = Path.Combine(folder, "outputs");
        var metrics = MetricsFile(folder);
        Directory.CreateDirectory(scratch);
        Directory.CreateDirectory(Path.GetDirectoryName(metrics)!);
        foreach (var port in outputs) Directory.CreateDirectory(Path.Combine(outputRoot, port));
        var step = new JsonObject
        {
            ["contract"] = StepKey.Contract,
            ["parameters"] = Parameters(node),
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Key, Folders(node.Inputs[input.Key].IsList, input.Value)))),
            ["outputs"] = new JsonObject(outputs.Select(port => KeyValuePair.Create<string, JsonNode?>(port, Path.Combine(outputRoot, port)))),
            ["metrics"] = metrics,
            ["scratch"] = scratch,
            ["cpus"] = cpus,
        };
        var document = Path.Combine(folder, "step.json");
        // It may be read at this moment; equal keys make equal documents.
        if (!File.Exists(document)) DurableFile.Write(document, CanonicalJson.Readable(step));

        var job = new StepJob
        {
            Command = Command(command, runtime, code),
            Environment = EnvironmentOf(runtime, code, document, scratch),
            Inherited = [.. node.Variables.Values.Distinct().Order(StringComparer.Ordinal)],
            WorkingDirectory = scratch,
            Writable = [scratch, Path.GetDirectoryName(metrics)!, .. outputs.Select(port => Path.Combine(outputRoot, port))],
            Log = log,
            TimeoutSeconds = node.Timeout.TotalSeconds,
            Outcome = Path.Combine(folder, "outcome.json"),
        };
        return new StepAttempt(new StepWork(node, job, folder, code, [.. inputs.Values.SelectMany(input => input)]));
    }

    /// <summary>The metrics that the step wrote.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3008: not a flat object of finite numbers.</exception>
    public IReadOnlyDictionary<string, double> ReadMetrics(StepNode node)
    {
        var file = new FileInfo(Metrics);
        if (!Path.Exists(Metrics) && file.LinkTarget is null) return new Dictionary<string, double>();
        // Opening a pipe would wait for ever, and a link leads to what the step was not given.
        if (!NativeFile.IsRegular(Metrics)) throw RunCodes.BadMetrics.Failure($"{node}: metrics.json is not a file");
        if (file.Length > MostMetricsBytes) throw RunCodes.BadMetrics.Failure($"{node}: metrics.json has {file.Length} bytes; expected at most {MostMetricsBytes}");
        if (file.Length == 0) return new Dictionary<string, double>();
        try
        {
            var metrics = JsonSerializer.Deserialize<SortedDictionary<string, double>>(File.ReadAllBytes(Metrics)) ?? [];
            // JSON has no infinity, but 1e999 is read as one.
            var infinite = metrics.Where(metric => !double.IsFinite(metric.Value)).Select(metric => metric.Key).ToList();
            return infinite.Count == 0 ? metrics : throw RunCodes.BadMetrics.Failure($"{node}: metrics.json holds a number that is not finite: {string.Join(", ", infinite)}");
        }
        catch (JsonException malformed)
        {
            throw RunCodes.BadMetrics.Failure($"{node}: metrics.json is not a flat object of finite numbers: {malformed.Message}");
        }
    }

    // A folder of its own, since Landlock gives rights to folders and the step may not write beside its outputs.
    private static string MetricsFile(string folder) => Path.Combine(folder, "metrics", "metrics.json");

    // A file is told by its place on this machine, a variable by its name.
    private static JsonObject Parameters(StepNode node)
    {
        var parameters = node.Parameters.DeepClone().AsObject();
        foreach (var (name, path) in node.Files) parameters[name] = path;
        return parameters;
    }

    private static JsonNode Folders(bool isList, IReadOnlyList<string> folders) => isList ? new JsonArray([.. folders.Select(folder => (JsonNode)folder)]) : folders[0];

    private static List<string> Command(string line, StepRuntime runtime, StepCode code)
    {
        var words = CommandLine.Split(line).Select(word => word.Replace("{component}", code.Component, StringComparison.Ordinal).Replace("{build}", code.Program, StringComparison.Ordinal)).ToList();
        if (runtime.Interpreter is not null && words[0] is "python3" or "python") words[0] = runtime.Interpreter!;
        return words;
    }

    private static SortedDictionary<string, string> EnvironmentOf(StepRuntime runtime, StepCode code, string document, string scratch)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = runtime.Requirements is null ? SystemPath : $"{Path.GetDirectoryName(runtime.Interpreter)}:{SystemPath}",
            ["HOME"] = scratch,
            ["TMPDIR"] = scratch,
            ["LANG"] = "C.UTF-8",
            ["YARD_STEP"] = document,
        };
        if (runtime is { Language: "dotnet", Interpreter: { } dotnet })
        {
            environment["DOTNET_ROOT"] = Path.GetDirectoryName(dotnet)!;
            // Else the runtime opens a socket for debuggers, in a folder that a step may not write to.
            environment["DOTNET_EnableDiagnostics"] = "0";
        }

        if (runtime.Language == "python")
        {
            environment["PYTHONPATH"] = $"{code.Component}:{code.Runtime}";
            environment["PYTHONHASHSEED"] = "0";
            environment["PYTHONDONTWRITEBYTECODE"] = "1";
        }

        foreach (var (name, value) in runtime.Environment) environment[name] = value;
        return environment;
    }
}

/// <summary>The copies that a step runs from.</summary>
/// <param name="ComponentTree">Tree id of the component's folder.</param>
/// <param name="Component">Absolute path of its copy.</param>
/// <param name="RuntimeTree">Tree id of the runtime's folder.</param>
/// <param name="Runtime">Absolute path of its copy.</param>
/// <param name="Program">Absolute path of what a component in C# was built into: <c>{build}</c> of its command line.</param>
public sealed record StepCode(string ComponentTree, string Component, string RuntimeTree, string Runtime, string? Program = null);
