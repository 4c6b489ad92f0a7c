using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Modelyard.Gateway.Forwarding;

/// <summary>How one attempt at one server ended.</summary>
internal enum Attempt
{
    /// <summary>The server answered, and the client has the answer.</summary>
    Answered,

    /// <summary>Nobody took the connection: the request never arrived.</summary>
    Refused,

    /// <summary>The connection broke before the client got a byte: predictions can be asked for again.</summary>
    Broken,

    /// <summary>The server was silent for too long: likewise.</summary>
    Silent,

    /// <summary>The request's deadline passed first.</summary>
    Late,

    /// <summary>The client left, or has half of an answer: nothing can be done any more.</summary>
    Over,
}

/// <summary>Sends one request to one server, by YARP.</summary>
internal sealed class ServerForwarder(IHttpForwarder forwarder, TimeSpan answerLimit) : IDisposable
{
    private const int HeldBytes = 4 << 20;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        // gunicorn closes an idle connection after two seconds; ours is given up first.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        ActivityHeadersPropagator = null,
    });

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = answerLimit,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task<Attempt> SendAsync(HttpContext context, Uri server, ArmHeaders headers, Deadline? deadline, TimeProvider time)
    {
        using var late = deadline is null ? null : new CancellationTokenSource(deadline.Left, time);
        using var cancel = late is null ? null : CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        if (context.Request.Body.CanSeek) context.Request.Body.Position = 0;
        var direct = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new HeldResponse(direct, HeldBytes);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        ForwarderError error;
        try
        {
            error = await forwarder.SendAsync(context, server.ToString(), _client, _config, headers, cancel?.Token ?? context.RequestAborted);
            if (error == ForwarderError.None) await held.PassAsync(context.RequestAborted);
        }
        finally
        {
            context.Features.Set(direct);
        }

        if (error == ForwarderError.None) return Attempt.Answered;
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return Attempt.Over;
        context.Response.Clear();
        if (late?.IsCancellationRequested == true) return Attempt.Late;
        if (error == ForwarderError.RequestTimedOut) return Attempt.Silent;
        return context.GetForwarderErrorFeature()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            ? Attempt.Refused
            : Attempt.Broken;
    }

    public void Dispose() => _client.Dispose();
}
