using Microsoft.ML.OnnxRuntime;

namespace Modelyard.ModelServer.Inference;

/// <summary>What a graph gave for a batch, checked; it lives in ONNX Runtime's memory until disposed of.</summary>
internal sealed class GraphPredictions : Predictions
{
    private readonly IDisposableReadOnlyCollection<OrtValue> _outputs;
    private readonly int[] _labels;
    private readonly int _classes;

    private GraphPredictions(IDisposableReadOnlyCollection<OrtValue> outputs, int[] labels, int classes) =>
        (_outputs, _labels, _classes) = (outputs, labels, classes);

    public override int Count => _labels.Length;

    /// <summary>Takes over <paramref name="outputs"/>: label string [N], scores float32 [N,C]. Throws <see cref="ModelFailure"/>.</summary>
    public static GraphPredictions Of(IDisposableReadOnlyCollection<OrtValue> outputs, int count, byte[][] classes)
    {
        try
        {
            return new GraphPredictions(outputs, Labels(outputs[0], outputs[1], count, classes), classes.Length);
        }
        catch
        {
            outputs.Dispose();
            throw;
        }
    }

    /// <summary>The number of the class.</summary>
    public override int Label(int instance) => _labels[instance];

    /// <summary>One score a class, all finite.</summary>
    public override ReadOnlySpan<float> Scores(int instance) =>
        _outputs[1].GetTensorDataAsSpan<float>().Slice(instance * _classes, _classes);

    public override void Dispose() => _outputs.Dispose();

    private static int[] Labels(OrtValue label, OrtValue scores, int count, byte[][] classes)
    {
        Expect(OnnxModel.Label, label, [count]);
        Expect(OnnxModel.Scores, scores, [count, classes.Length]);
        foreach (var score in scores.GetTensorDataAsSpan<float>())
        {
            if (!float.IsFinite(score))
            {
                throw new ModelFailure($"it gave a score that is not finite ({score})");
            }
        }

        var labels = new int[count];
        for (var instance = 0; instance < count; instance++)
        {
            var name = label.GetStringElementAsSpan(instance);
            var found = 0;
            while (found < classes.Length && !name.SequenceEqual(classes[found]))
            {
                found++;
            }

            labels[instance] = found < classes.Length
                ? found
                : throw new ModelFailure($"it gave the label '{System.Text.Encoding.UTF8.GetString(name)}', which is none of its classes");
        }

        return labels;
    }

    private static void Expect(string name, OrtValue value, ReadOnlySpan<long> shape)
    {
        var found = value.GetTensorTypeAndShape().Shape;
        if (!shape.SequenceEqual(found))
        {
            throw new ModelFailure($"it gave {name} of shape [{string.Join(',', found)}], expected [{string.Join(',', shape.ToArray())}]");
        }
    }
}
