using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Modelyard.Steps;

namespace Kinds;

/// <summary>A model of ML.NET with its classes. A server of the kind mlnet looks for these two files and for the column Score, one Single a class.</summary>
internal sealed class KindClassifier(ITransformer model, DataViewSchema inputs, IReadOnlyList<string> classes)
{
    private const string ModelFile = "model.zip";
    private const string ClassesFile = "classes.json";
    private const string Features = "Features";

    /// <summary>Learns from these rows: centred and scaled numbers, then one weight a class and number.</summary>
    public static KindClassifier Fit(Rows rows, Labels labels, IReadOnlyList<int> train, IReadOnlyList<string> columns, int iterations, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = RowsView.Label,
            FeatureColumnName = Features,
            MaximumNumberOfIterations = iterations,
            // More threads would race for the weights, and two runs would differ.
            NumberOfThreads = 1,
        });
        var model = context.Transforms.Concatenate(Features, [.. columns])
            .Append(context.Transforms.NormalizeMeanVariance(Features))
            .Append(trainer)
            .Fit(new RowsView(rows, columns, train, labels));
        // Without the labels: a server has none.
        return new KindClassifier(model, new RowsView(rows, columns, []).Schema, labels.Classes);
    }

    /// <summary>Saves into an empty folder, the same model to the same bytes.</summary>
    public void Save(string folder)
    {
        using var saved = new MemoryStream();
        new MLContext().Model.Save(model, inputs, saved);
        CanonicalZip.Write(saved, Path.Combine(folder, ModelFile));
        CanonicalJson.Write(Path.Combine(folder, ClassesFile), classes);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static KindClassifier Load(string folder)
    {
        var model = new MLContext().Model.Load(Path.Combine(folder, ModelFile), out var inputs);
        return new KindClassifier(model, inputs, JsonSerializer.Deserialize<List<string>>(File.ReadAllBytes(Path.Combine(folder, ClassesFile)))!);
    }

    /// <summary>The scores of these rows.</summary>
    public Predictions Predict(Rows rows, IReadOnlyList<int> numbers)
    {
        var answers = model.Transform(new RowsView(rows, [.. inputs.Select(column => column.Name)], numbers));
        var scores = answers.GetColumn<float[]>("Score").SelectMany(row => row).ToArray();
        return new Predictions(classes, numbers, scores);
    }
}
