using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>Instances in, predictions out.</summary>
internal sealed class PredictEndpoint(ServeSettings settings, Chain chain, IModel model, ServerMetrics metrics, TimeProvider time)
    : IDisposable
{
    private readonly InstanceReader _reader = new(chain, settings.Limits);
    private readonly PredictionWriter _writer = new(chain.Classes);
    private readonly SemaphoreSlim _turns = new(settings.Workers);

    /// <summary>Throws <see cref="RequestRefused"/> or <see cref="ModelFailure"/>; the answer is then still unwritten.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RefuseEncoding(context.Request);
        using var body = await RequestBody.ReadAsync(context.Request, settings.Limits.BodyBytes, time);
        // Bodies arrive side by side; what costs a core waits for its turn.
        await _turns.WaitAsync(context.RequestAborted);
        try
        {
            using var batch = _reader.Read(body.Bytes);
            using var predictions = model.Predict(batch);
            JsonAnswer.Write(context.Response, StatusCodes.Status200OK, json => _writer.Write(json, predictions));
            metrics.Predicted(batch.Count);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>
    /// Answers a blank instance into the void, so that the first request finds everything compiled and touched.
    /// Throws <see cref="ModelFailure"/> where the model cannot.
    /// </summary>
    public void Rehearse()
    {
        using var batch = _reader.Read(BlankRequest.For(chain.Fields));
        using var predictions = model.Predict(batch);
        using var json = new Utf8JsonWriter(Stream.Null);
        _writer.Write(json, predictions);
    }

    public void Dispose() => _turns.Dispose();

    private static void RefuseEncoding(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefused(
                Problem.NotJson, $"body: expected no content-encoding (identity), found '{Words.Shorten(encoding)}'; send it uncompressed");
        }
    }
}
