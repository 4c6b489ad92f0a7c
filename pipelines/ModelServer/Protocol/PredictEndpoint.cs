using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>Instances in, predictions out.</summary>
internal sealed class PredictEndpoint(ServeSettings settings, Chain chain, Predictor predictor, TimeProvider time)
{
    private readonly InstanceReader _reader = new(chain, settings.Limits);
    private readonly PredictionWriter _writer = new(chain.Classes);

    /// <summary>Throws <see cref="RequestRefused"/> or <see cref="ModelFailure"/>; the answer is then still unwritten.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadPlainAsync(context.Request, settings.Limits.BodyBytes, time);
        await predictor.AnswerAsync(
            () => _reader.Read(body.Bytes),
            predictions =>
            {
                JsonAnswer.Write(context.Response, StatusCodes.Status200OK, json => _writer.Write(json, predictions));
                return true;
            },
            context.RequestAborted);
    }

    /// <summary>
    /// Answers a blank instance into the void, so that the first request finds everything compiled and touched.
    /// Throws <see cref="ModelFailure"/> where the model cannot.
    /// </summary>
    public void Rehearse()
    {
        using var json = new Utf8JsonWriter(Stream.Null);
        predictor.Rehearse(_reader.Read(BlankRequest.For(chain.Fields)), predictions => _writer.Write(json, predictions));
    }
}
