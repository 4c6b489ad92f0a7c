namespace Modelyard.ModelServer.Inference;

/// <summary>Scores alone: the label is the class with the greatest, the first on a tie. Throws <see cref="ModelFailure"/> where one is not finite.</summary>
internal sealed class ScorePredictions : Predictions
{
    private readonly float[] _scores;
    private readonly int _classes;

    public ScorePredictions(float[] scores, int count, int classes)
    {
        if (Array.FindIndex(scores, score => !float.IsFinite(score)) is >= 0 and var index)
        {
            throw new ModelFailure($"it gave a score that is not finite ({scores[index]})");
        }

        (_scores, Count, _classes) = (scores, count, classes);
    }

    public override int Count { get; }

    public override int Label(int instance)
    {
        var scores = Scores(instance);
        var greatest = 0;
        for (var number = 1; number < scores.Length; number++)
        {
            if (scores[number] > scores[greatest]) greatest = number;
        }

        return greatest;
    }

    public override ReadOnlySpan<float> Scores(int instance) => _scores.AsSpan(instance * _classes, _classes);

    public override void Dispose()
    {
    }
}
