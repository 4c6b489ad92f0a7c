using System.Text;
using Microsoft.ML.OnnxRuntime;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Inference;

/// <summary>The graph of a version: one session for all requests, which ONNX Runtime may run from many threads at once.</summary>
internal sealed class OnnxModel : IModel
{
    public const string Label = "label";
    public const string Scores = "scores";
    private const string FileName = "model.onnx";

    private static readonly string[] Outputs = [Label, Scores];

    private readonly InferenceSession _session;
    private readonly byte[][] _classes;
    private readonly RunOptions _options = new();

    private OnnxModel(InferenceSession session, Chain chain)
    {
        _session = session;
        _classes = [.. chain.Classes.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Reads the graph and holds it against the chain. Throws <see cref="StartFailure"/> that names every difference.</summary>
    public static OnnxModel Load(ServeSettings settings, Chain chain)
    {
        var session = Open(Path.Combine(settings.Artifact, FileName), settings.Threads);
        var differences = GraphContract.Differences(session, chain).Where(difference => difference.Length > 0).ToList();
        if (differences.Count == 0)
        {
            return new OnnxModel(session, chain);
        }

        session.Dispose();
        throw new StartFailure(StartFailure.ArtifactUnusable, [.. differences.Select(difference => $"{FileName}: {difference}")]);
    }

    public Predictions Predict(Batch batch)
    {
        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var column in batch.Columns)
            {
                inputs.Add(column.Field.Name, column.ToTensor(batch.Count));
            }

            return GraphPredictions.Of(_session.Run(_options, inputs, Outputs), batch.Count, _classes);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new ModelFailure("it could not be computed; the server's log says why", failure);
        }
        finally
        {
            foreach (var tensor in inputs.Values)
            {
                tensor.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private static InferenceSession Open(string path, int threads)
    {
        if (!File.Exists(path))
        {
            throw new StartFailure(StartFailure.ArtifactUnusable, $"{FileName} is missing from the artifact");
        }

        var environment = new EnvironmentCreationOptions { logId = "yard", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (!OrtEnv.IsCreated)
        {
            // Nothing about this machine is written down or sent anywhere.
            OrtEnv.CreateInstanceWithOptions(ref environment).DisableTelemetryEvents();
        }

        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            // Batches differ in size, and a plan of memory per size would be kept for each.
            EnableMemoryPattern = false,
        };
        // Threads that spin between two requests would take the cores from the other servers of the machine.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException failure)
        {
            var reason = failure.Message.ReplaceLineEndings(" ");
            throw new StartFailure(StartFailure.ArtifactUnusable, $"{FileName} is not a graph that runs: {reason}");
        }
    }
}
