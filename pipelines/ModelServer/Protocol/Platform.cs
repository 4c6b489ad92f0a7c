using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Measures;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.Protocol;

/// <summary>The platform's own protocol (docs/architecture.md, section 6).</summary>
internal sealed class Platform
{
    private readonly PredictEndpoint _predict;

    public Platform(ServeSettings settings, Chain chain, Predictor predictor, ServerMetrics metrics, TimeProvider time, TextWriter errors)
    {
        _predict = new PredictEndpoint(settings, chain, predictor, time);
        var pages = new ModelPages(settings, chain);
        var address = $"/v1/models/{settings.Model}";
        var routes = new Dictionary<string, Route>(StringComparer.Ordinal)
        {
            [$"{address}:predict"] = new("predict", ["POST"], _predict.AnswerAsync),
            [address] = Route.Page("status", pages.WriteStatus),
            [$"{address}/metadata"] = Route.Page("metadata", pages.WriteMetadata),
            ["/healthz"] = Route.Page("healthz", pages.WriteHealth),
            ["/metrics"] = new("metrics", ["GET", "HEAD"], metrics.AnswerAsync),
        };
        Answers = new Answers(settings, metrics, time, errors, routes.GetValueOrDefault, routes.Keys, JsonAnswer.WriteError);
        Rehearse(errors);
    }

    public Answers Answers { get; }

    // Makes the first answer fast. That a model fails on a blank instance is said, but need not be its fault.
    private void Rehearse(TextWriter errors)
    {
        try
        {
            _predict.Rehearse();
        }
        catch (ModelFailure failure)
        {
            errors.WriteLine($"warning {Problem.ModelFailed}: the model cannot predict a blank instance: {failure.Message}");
        }
    }
}
