using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Forwarding;

/// <summary>Answers what is asked of a model, by its arms.</summary>
internal sealed class ArmForwarder(GatewayParts gateway)
{
    /// <summary>Answers <c>POST /v1/models/&lt;model&gt;:predict</c>.</summary>
    public async Task PredictAsync(HttpContext context, string model, PredictionId prediction)
    {
        var known = gateway.Routes.Current.TryGet(model, out _);
        using var measure = gateway.Metrics.Begin(known ? model : null, context, gateway.Time);
        if (!known)
        {
            measure.Refused(ProtocolCodes.NotFound);
            await UnknownModel.AnswerAsync(context, model, gateway.Routes.Current);
            return;
        }

        if (!Deadline.TryRead(context, gateway.Time, out var deadline))
        {
            measure.Refused(TrafficCodes.DeadlineMalformed);
            var found = ErrorAnswer.Quote(context.Request.Headers[YardHeaders.Deadline].ToString());
            await ErrorAnswer.WriteAsync(
                context, StatusCodes.Status400BadRequest, TrafficCodes.DeadlineMalformed, $"{YardHeaders.Deadline}: expected whole milliseconds from 0 to {int.MaxValue}, found {found}");
            return;
        }

        try
        {
            if (!await BufferedBody.ReadAsync(context, gateway.Options.BodyLimit, context.RequestAborted))
            {
                measure.Refused(ProtocolCodes.TooLarge);
                await ErrorAnswer.WriteAsync(
                    context, StatusCodes.Status400BadRequest, ProtocolCodes.TooLarge, $"the body is longer than {gateway.Options.BodyLimit} bytes");
                return;
            }
        }
        catch (BadHttpRequestException e)
        {
            measure.Refused(TrafficCodes.RequestBroken);
            await ErrorAnswer.WriteAsync(context, e.StatusCode, TrafficCodes.RequestBroken, e.Message);
            return;
        }

        var subject = context.Request.Headers[YardHeaders.Subject].ToString();
        if (subject.Length == 0) subject = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await new ArmRequest(gateway, context, model, ":predict", route => route.ArmOf(subject), subject, prediction, measure, deadline).AnswerAsync();
    }

    /// <summary>Answers <c>GET /v1/models/&lt;model&gt;</c> and what is below it, by the arm asked for, else by the one of the greatest weight.</summary>
    public async Task DescribeAsync(HttpContext context, string model, string below)
    {
        if (!gateway.Routes.Current.TryGet(model, out _))
        {
            await UnknownModel.AnswerAsync(context, model, gateway.Routes.Current);
            return;
        }

        await new ArmRequest(gateway, context, model, below, route => route.Arms.MaxBy(arm => arm.Weight), "", null, null, null).AnswerAsync();
    }
}
