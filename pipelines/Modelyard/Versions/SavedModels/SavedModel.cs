using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Serving.TensorFlow;
using Modelyard.Specs;

namespace Modelyard.Versions.SavedModels;

/// <summary>
/// The SavedModel that the last step of a chain left, as it goes into an artifact: as it is, with requests of recorded rows by which TensorFlow Serving warms up and shows that it
/// is ready.
/// </summary>
/// <param name="state">The estimator's state.</param>
/// <param name="tensors">What the estimator was given for rows of the evaluation part.</param>
/// <param name="rows">Which rows are recorded.</param>
internal sealed class SavedModel(YardStore store, string model, Digest state, RecordedTensors tensors, IReadOnlyList<int> rows)
{
    /// <summary>The kind of serving runtimes that take it.</summary>
    public const string Kind = "tensorflow";

    /// <summary>Where it lies in an artifact.</summary>
    public const string Folder = "saved-model";

    /// <summary>What TensorFlow Serving answers to itself before it serves.</summary>
    public const string Warmup = "assets.extra/tf_serving_warmup_requests";

    /// <summary>The body of one prediction over REST, by which a probe knows that it serves.</summary>
    public const string Ready = "assets.extra/ready.json";

    private const string Graph = "saved_model.pb";
    private const int RowsRecorded = 16;

    /// <summary>Whether a version's artifact has one.</summary>
    public static bool IsIn(string artifact) => File.Exists(Path.Combine(artifact, Folder, Graph));

    /// <summary>That of a chain whose steps are done.</summary>
    /// <exception cref="Diagnostics.YardException">YARD6321: the estimator left something else.</exception>
    public static SavedModel Of(YardStore store, ModelSpec model, ServingChain chain, Func<string, StepResult> result)
    {
        var done = result(chain.Estimator.Name);
        var state = done.Record.Outputs[ComponentPorts.State];
        var files = store.Objects.Listing(state)!.Files.Select(file => file.Path).ToList();
        if (!files.Contains(Graph))
        {
            throw TensorFlowCodes.NoSavedModel.Failure($"{done.Node.Name}: its state holds {string.Join(", ", files.Take(5))}; expected {Graph} with what belongs to it");
        }

        string FolderOf(string source) => store.Objects.PathOf(source == ServingChain.Instance
            ? result(chain.Rows.Step).Record.Outputs[chain.Rows.Output]
            : result(PortReference.Parse(source).Step).Record.Outputs[PortReference.Parse(source).Output]);
        var predictions = store.Objects.PathOf(done.Record.Outputs[chain.Estimator.Output]);
        var evaluated = NpyArray.Open(Path.Combine(predictions, "rows.npy")).ReadAll<long>();
        var count = Math.Min(RowsRecorded, evaluated.Length);
        return new SavedModel(store, model.Name, state, RecordedTensors.Of(chain.Estimator, [.. model.Signature.Instance.Keys], FolderOf), [.. Enumerable.Range(0, count).Select(i => (int)evaluated[(long)i * evaluated.Length / count])]);
    }

    /// <summary>Names all that <see cref="Write"/> adds to the SavedModel.</summary>
    public JsonNode Recorded() => new JsonObject
    {
        ["inputs"] = new JsonArray([.. tensors.Sources.Select(source => (JsonNode)source)]),
        ["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)row)]),
    };

    /// <summary>Writes it below an artifact's folder. What the author put in the place of recorded requests stays.</summary>
    public void Write(string artifact)
    {
        var folder = Path.Combine(artifact, Folder);
        store.Objects.LinkInto(state, folder);
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(Warmup)!));
        WriteNew(Path.Combine(folder, Warmup), () => WarmupRequests.Of(model, rows.Select(tensors.Row)));
        if (rows.Count > 0) WriteNew(Path.Combine(folder, Ready), () => CanonicalJson.Bytes(WarmupRequests.Body(tensors.Row(rows[0]))));
    }

    private static void WriteNew(string path, Func<byte[]> content)
    {
        if (!File.Exists(path)) File.WriteAllBytes(path, content());
    }
}
