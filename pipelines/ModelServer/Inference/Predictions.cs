namespace Modelyard.ModelServer.Inference;

/// <summary>What the model gave for a batch, checked: every score is finite.</summary>
internal abstract class Predictions : IDisposable
{
    public abstract int Count { get; }

    /// <summary>The number of the class.</summary>
    public abstract int Label(int instance);

    /// <summary>One score a class, all finite.</summary>
    public abstract ReadOnlySpan<float> Scores(int instance);

    public abstract void Dispose();
}
