using Microsoft.AspNetCore.Http;
using Modelyard.Serving;
using Modelyard.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Modelyard.Gateway.Forwarding;

/// <summary>What passes between client and server: everything but the headers that are ours, which only the gateway may write.</summary>
/// <param name="target">The server's address for this request; never built from the client's path.</param>
/// <param name="arm">The arm that is asked.</param>
/// <param name="instead">The arm that should have been asked, where another stands in.</param>
/// <param name="prediction">The request's id; none for descriptions.</param>
/// <param name="deadline">What is left of it is passed on.</param>
internal sealed class ArmHeaders(Uri target, Arm arm, Arm? instead, PredictionId? prediction, Deadline? deadline) : HttpTransformer
{
    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = target;
        proxyRequest.Headers.Host = null; // the server's own
        proxyRequest.Headers.ExpectContinue = null; // the body is here already
        var written = proxyRequest.Headers.Select(header => header.Key).Where(IsOursToWrite).ToList();
        foreach (var name in written) proxyRequest.Headers.Remove(name);
        if (deadline is not null) proxyRequest.Headers.Add(YardHeaders.Deadline, $"{(long)deadline.Left.TotalMilliseconds}");
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        foreach (var name in headers.Keys.Where(YardHeaders.IsOurs).ToList()) headers.Remove(name);
        Write(headers);
        return copies;
    }

    /// <summary>Says who answers.</summary>
    public void Write(IHeaderDictionary headers)
    {
        headers[YardHeaders.Version] = arm.Version;
        headers[YardHeaders.Arm] = arm.Name;
        if (prediction is { } id) headers[YardHeaders.Prediction] = id.By(arm.Identity).ToString();
        if (instead is not null) headers[YardHeaders.Fallback] = instead.Name;
    }

    private static bool IsOursToWrite(string name) => YardHeaders.IsOurs(name) && !YardHeaders.IsPassedOn(name);
}
