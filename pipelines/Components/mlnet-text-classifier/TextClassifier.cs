using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Modelyard.Steps;

namespace Modelyard.Components.TextClassification;

/// <summary>A maximum entropy model, fitted by stochastic dual coordinate ascent; its scores are the probabilities of the classes.</summary>
internal sealed class TextClassifier
{
    // What a server of the kind mlnet looks for (docs/architecture.md, section 5).
    private const string ModelFile = "model.zip";
    private const string ClassesFile = "classes.json";
    private const string Score = "Score";

    private readonly ITransformer _model;
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<string> _classes;

    private TextClassifier(ITransformer model, IReadOnlyList<string> columns, IReadOnlyList<string> classes) =>
        (_model, _columns, _classes) = (model, columns, classes);

    /// <summary>Fits on these rows and saves into an empty folder: the same rows and settings give the same bytes.</summary>
    public static void Fit(Rows rows, Labels labels, IReadOnlyList<int> train, TextSettings settings, string folder)
    {
        var context = new MLContext(settings.Seed);
        var view = new RowsView(rows, settings.Read, train, labels);
        var features = new TextFeatures(context, settings).Fit(view);
        var trainer = context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = RowsView.Label,
            FeatureColumnName = TextFeatures.Features,
            MaximumNumberOfIterations = settings.Iterations,
            L2Regularization = settings.L2,
            L1Regularization = 0,
            // Threads of this trainer race for the weights, so that two runs would differ.
            NumberOfThreads = 1,
        });
        var examples = context.Data.Cache(features.Transform(view), RowsView.Label, TextFeatures.Features);
        var model = new TransformerChain<ITransformer>(features, trainer.Fit(examples));

        // The schema that is saved is what a server has: texts, no labels.
        using var saved = new MemoryStream();
        context.Model.Save(model, new RowsView(rows, settings.Read, []).Schema, saved);
        CanonicalZip.Write(saved, Path.Combine(folder, ModelFile));
        CanonicalJson.Write(Path.Combine(folder, ClassesFile), labels.Classes);
    }

    /// <summary>Reads what <see cref="Fit"/> saved.</summary>
    public static TextClassifier Load(string folder)
    {
        var model = new MLContext().Model.Load(Path.Combine(folder, ModelFile), out var schema);
        var classes = JsonSerializer.Deserialize<List<string>>(File.ReadAllBytes(Path.Combine(folder, ClassesFile)))!;
        return new TextClassifier(model, [.. schema.Select(column => column.Name)], classes);
    }

    /// <summary>The scores of these rows.</summary>
    public Predictions Predict(Rows rows, IReadOnlyList<int> numbers)
    {
        var answers = _model.Transform(new RowsView(rows, _columns, numbers));
        var read = answers.Schema[Score];
        var scores = new float[numbers.Count * _classes.Count];
        using var cursor = answers.GetRowCursor([read]);
        var get = cursor.GetGetter<VBuffer<float>>(read);
        var row = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            get(ref row);
            row.CopyTo(scores.AsSpan((int)cursor.Position * _classes.Count, _classes.Count));
        }

        return new Predictions(_classes, numbers, scores);
    }
}
