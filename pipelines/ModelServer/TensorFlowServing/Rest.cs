using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Inference;
using Modelyard.ModelServer.Instances;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;

namespace Modelyard.ModelServer.TensorFlowServing;

/// <summary>The addresses of TensorFlow Serving's REST: <c>/v1/models/NAME[/versions/N|/labels/LABEL][:predict|/metadata]</c>.</summary>
internal sealed class Rest(ServeSettings settings, Chain chain, ServedModel model, Predictor predictor, TimeProvider time)
{
    private readonly InstanceReader _reader = new(chain, settings.Limits);
    private readonly RestPages _pages = new(model, chain.Classes);

    /// <summary>The addresses, for who asked for another.</summary>
    public IReadOnlyList<string> Addresses => [$"/v1/models/{model.Name}[/versions/{model.Version}]:predict", $"/v1/models/{model.Name}[/versions/{model.Version}][/metadata]"];

    /// <summary>What answers at a path; <see langword="null"/> where nothing does: another model, version or label too.</summary>
    public Route? Find(string path)
    {
        var address = $"/v1/models/{model.Name}";
        if (!path.StartsWith(address, StringComparison.Ordinal)) return null;
        return Unversioned(path[address.Length..]) switch
        {
            ":predict" => new Route("rest predict", ["POST"], PredictAsync),
            "" => Route.Page("rest status", _pages.WriteStatus),
            "/metadata" => Route.Page("rest metadata", _pages.WriteMetadata),
            _ => null,
        };
    }

    // A version that is not this one stays in the path, which then is none.
    private string Unversioned(string rest)
    {
        const string versions = "/versions/", labels = "/labels/";
        var kind = rest.StartsWith(versions, StringComparison.Ordinal) ? versions : rest.StartsWith(labels, StringComparison.Ordinal) ? labels : null;
        if (kind is null) return rest;
        var end = rest.AsSpan(kind.Length).IndexOfAny(':', '/') is >= 0 and var found ? kind.Length + found : rest.Length;
        var asked = rest[kind.Length..end];
        return (kind == versions ? asked == $"{model.Version}" : model.IsLabel(asked)) ? rest[end..] : rest;
    }

    private async Task PredictAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadPlainAsync(context.Request, settings.Limits.BodyBytes, time);
        var byColumn = false;
        await predictor.AnswerAsync(
            () =>
            {
                var request = RestRequest.Read(body.Memory, chain);
                byColumn = request.ByColumn;
                return _reader.Read(request.Rows.Span);
            },
            predictions =>
            {
                JsonAnswer.Write(context.Response, StatusCodes.Status200OK, json =>
                {
                    if (byColumn) _pages.WriteColumns(json, predictions);
                    else _pages.WriteRows(json, predictions);
                });
                return true;
            },
            context.RequestAborted);
    }
}
