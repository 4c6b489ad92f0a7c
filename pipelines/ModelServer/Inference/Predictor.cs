using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Measures;

namespace Modelyard.ModelServer.Inference;

/// <summary>The model, asked by so many requests at once as it has workers, whatever protocol they came by.</summary>
internal sealed class Predictor(IModel model, int workers, ServerMetrics metrics) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(workers);

    /// <summary>
    /// Reads a batch, predicts it and writes the answer, all within one turn: what costs a core waits, and the memory of those who wait is that of their bodies alone.
    /// Throws what <paramref name="read"/> throws, and <see cref="ModelFailure"/>.
    /// </summary>
    public async Task<T> AnswerAsync<T>(Func<Batch> read, Func<Predictions, T> write, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            using var batch = read();
            using var predictions = model.Predict(batch);
            var answer = write(predictions);
            metrics.Predicted(batch.Count);
            return answer;
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>The same before anybody listens, uncounted.</summary>
    public void Rehearse(Batch batch, Action<Predictions> write)
    {
        using (batch)
        {
            using var predictions = model.Predict(batch);
            write(predictions);
        }
    }

    public void Dispose() => _turns.Dispose();
}
