using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Inference;

/// <summary>
/// A model that ML.NET saved: it takes the signature's fields, as texts and Singles, and gives <c>Score</c>, one Single a class. Nothing
/// else of this program names ML.NET, so that a server of a graph never loads it.
/// </summary>
internal sealed class MlnetModel : IModel
{
    private const string FileName = "model.zip";
    private const string ClassesName = "classes.json";
    private const string Score = "Score";

    private readonly ITransformer _model;
    private readonly DataViewSchema _schema;
    private readonly int _classes;

    private MlnetModel(ITransformer model, DataViewSchema schema, int classes) => (_model, _schema, _classes) = (model, schema, classes);

    /// <summary>Reads the model and holds it against the chain. Throws <see cref="StartFailure"/> that names every difference.</summary>
    public static MlnetModel Load(ServeSettings settings, Chain chain)
    {
        var (model, schema) = Open(Path.Combine(settings.Artifact, FileName));
        var differences = Differences(model, schema, chain).Concat(ClassDifferences(Path.Combine(settings.Artifact, ClassesName), chain)).ToList();
        return differences.Count == 0
            ? new MlnetModel(model, schema, chain.Classes.Count)
            : throw new StartFailure(StartFailure.ArtifactUnusable, differences);
    }

    public Predictions Predict(Batch batch)
    {
        try
        {
            var answers = _model.Transform(new BatchView(batch, _schema));
            var column = answers.Schema[Score];
            using var cursor = answers.GetRowCursor([column]);
            var get = cursor.GetGetter<VBuffer<float>>(column);
            var scores = new float[batch.Count * _classes];
            var row = default(VBuffer<float>);
            for (var instance = 0; cursor.MoveNext(); instance++)
            {
                get(ref row);
                row.CopyTo(scores.AsSpan(instance * _classes, _classes));
            }

            return new ScorePredictions(scores, batch.Count, _classes);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new ModelFailure("it could not be computed; the server's log says why", failure);
        }
    }

    public void Dispose() => (_model as IDisposable)?.Dispose();

    private static (ITransformer Model, DataViewSchema Schema) Open(string path)
    {
        if (!File.Exists(path)) throw new StartFailure(StartFailure.ArtifactUnusable, $"{FileName} is missing from the artifact");
        try
        {
            var model = new MLContext(seed: 0).Model.Load(path, out var schema);
            return schema is null ? throw new StartFailure(StartFailure.ArtifactUnusable, $"{FileName} does not say which columns it takes") : (model, schema);
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or IOException or ArgumentException)
        {
            throw new StartFailure(StartFailure.ArtifactUnusable, $"{FileName} is not a model that ML.NET can load: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static IEnumerable<string> Differences(ITransformer model, DataViewSchema schema, Chain chain)
    {
        foreach (var column in schema)
        {
            var field = chain.Fields.FirstOrDefault(field => field.Name == column.Name);
            var expected = column.Type is TextDataViewType ? FieldType.String : column.Type == NumberDataViewType.Single ? FieldType.Number : default(FieldType?);
            if (field is null)
            {
                yield return $"{FileName}: input '{column.Name}' is not a field of the signature; its fields are {string.Join(", ", chain.Fields.Select(known => $"'{known.Name}'"))}";
            }
            else if (expected != field.Type)
            {
                yield return $"{FileName}: input '{column.Name}' is {column.Type}, which a field of type {field.Type.ToString().ToLowerInvariant()} cannot give";
            }
        }

        var scores = model.GetOutputSchema(schema).GetColumnOrNull(Score);
        if (scores?.Type is not VectorDataViewType { Size: var size } vector || vector.ItemType != NumberDataViewType.Single || size != chain.Classes.Count)
        {
            yield return $"{FileName}: output '{Score}' is {scores?.Type.ToString() ?? "missing"}, expected Vector<Single, {chain.Classes.Count}>";
        }
    }

    private static IEnumerable<string> ClassDifferences(string path, Chain chain)
    {
        var found = default(List<string>);
        try
        {
            found = File.Exists(path) ? JsonSerializer.Deserialize<List<string>>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            // Told below as what it is not.
        }

        if (found?.SequenceEqual(chain.Classes) != true) yield return $"{ClassesName} is not the list of chain.json's classes, in their order";
    }
}
