using Microsoft.AspNetCore.Http;
using Modelyard.Serving;
using Modelyard.Traffic;
using Yarp.ReverseProxy.Forwarder;

namespace Modelyard.Gateway.Forwarding;

/// <summary>What passes between client and server: everything but the headers that are ours, which only the gateway may write.</summary>
/// <param name="target">The server's address for this request; never built from the client's path.</param>
/// <param name="arms">All arms of the model.</param>
/// <param name="arm">The arm that is asked.</param>
/// <param name="instead">The arm that should have been asked, where another stands in.</param>
/// <param name="prediction">The request's id; none for descriptions.</param>
/// <param name="deadline">What is left of it is passed on.</param>
internal sealed class ArmHeaders(Uri target, IReadOnlyList<Arm> arms, Arm arm, Arm? instead, PredictionId? prediction, Deadline? deadline) : HttpTransformer
{
    private Arm? _other;

    /// <summary>The arm that answered: the one that was asked, unless its server says that it is another's, as where no mesh looks at the header that names it.</summary>
    public Arm Answering => _other ?? arm;

    /// <summary>The arm that should have answered; <see langword="null"/> where it did.</summary>
    public Arm? Instead => instead ?? (_other is null ? null : arm);

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
        proxyRequest.Headers.Add(YardHeaders.Variant, Variant.Of(arm.Identity));
        if (deadline is not null) proxyRequest.Headers.Add(YardHeaders.Deadline, $"{(long)deadline.Left.TotalMilliseconds}");
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        if (proxyResponse?.Headers.TryGetValues(YardHeaders.Version, out var told) == true && OfServer(told.First()) is { } other && other.Identity != arm.Identity) _other = other;

        foreach (var name in headers.Keys.Where(YardHeaders.IsOurs).ToList()) headers.Remove(name);
        Write(headers);
        return copies;
    }

    /// <summary>Says who answers.</summary>
    public void Write(IHeaderDictionary headers)
    {
        headers[YardHeaders.Version] = Answering.Version;
        headers[YardHeaders.Arm] = Answering.Name;
        if (prediction is { } id) headers[YardHeaders.Prediction] = id.By(Answering.Identity).ToString();
        if (Instead is not null) headers[YardHeaders.Fallback] = Instead.Name;
    }

    // Servers of a cluster call themselves by their variant, those of this machine by their version's name.
    private Arm? OfServer(string told) => arms.FirstOrDefault(other => Variant.Of(other.Identity) == told);

    private static bool IsOursToWrite(string name) => YardHeaders.IsOurs(name) && !YardHeaders.IsPassedOn(name);
}
