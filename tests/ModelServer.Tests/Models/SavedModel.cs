using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Modelyard.ModelServer.Tests.Models;

/// <summary>A small model that ML.NET fits and saves: a text and a number to one of three classes.</summary>
internal static class SavedModel
{
    public static readonly string[] Classes = ["coat", "shoe", "tie \"silk\""];

    private static readonly (string Title, float Price)[] Examples =
        [("warm coat", 90), ("rain coat", 70), ("running shoe", 60), ("leather shoe", 80), ("silk tie", 30), ("blue tie", 20)];

    /// <summary>Writes an artifact into an empty folder.</summary>
    /// <returns>The scores that ML.NET itself gives to these instances.</returns>
    public static IReadOnlyList<float[]> Write(string folder, IReadOnlyList<(string Title, float Price)> asked)
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(Examples.Select((row, index) => new Row { Title = row.Title, Price = row.Price, Label = (uint)index / 2 + 1 }));
        var features = context.Transforms.Text.FeaturizeText("words", "title")
            .Append(context.Transforms.NormalizeMinMax("scaled", "price"))
            .Append(context.Transforms.Concatenate("Features", "words", "scaled"))
            .Fit(rows);
        var model = features.Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(features.Transform(rows)));
        using (var file = File.Create(Path.Combine(folder, "model.zip"))) context.Model.Save(model, context.Data.LoadFromEnumerable<Instance>([]).Schema, file);
        File.WriteAllText(Path.Combine(folder, "classes.json"), JsonSerializer.Serialize(Classes));
        File.WriteAllText(Path.Combine(folder, "chain.json"), $$"""
            { "format": 1, "model": "clothes", "candidate": "mlnet", "kind": "mlnet", "steps": [], "output": "kind", "classes": {{JsonSerializer.Serialize(Classes)}},
              "signature": { "instance": { "title": { "type": "string" }, "price": { "type": "number", "optional": true }, "note": { "type": "string", "optional": true } },
                             "prediction": { "label": { "type": "string" }, "scores": { "type": "map", "of": "number" } } } }
            """);
        var answers = model.Transform(context.Data.LoadFromEnumerable(asked.Select(instance => new Instance { Title = instance.Title, Price = instance.Price })));
        return [.. answers.GetColumn<float[]>("Score")];
    }

    private class Instance
    {
        [ColumnName("title")]
        public string Title { get; set; } = "";

        [ColumnName("price")]
        public float Price { get; set; }
    }

    private sealed class Row : Instance
    {
        [KeyType(3)]
        public uint Label { get; set; }
    }
}
