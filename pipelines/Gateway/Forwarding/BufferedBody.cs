using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Modelyard.Gateway.Forwarding;

/// <summary>A request's body, read to its end so that it can be sent more than once. What is large lies in a temporary file.</summary>
internal static class BufferedBody
{
    private const int MemoryBytes = 128 << 10;

    /// <summary>
    /// Reads the body and puts it in the request's place. <see langword="false"/> when it is longer than the limit; as much again
    /// is then read and thrown away, because most clients read no answer before they have sent everything.
    /// </summary>
    public static async Task<bool> ReadAsync(HttpContext context, long limit, CancellationToken cancel)
    {
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (size is { IsReadOnly: false }) size.MaxRequestBodySize = null; // the limit here has an answer of its own
        if (context.Request.ContentLength > limit)
        {
            await DiscardAsync(context, limit, cancel);
            return false;
        }

        var body = new FileBufferingReadStream(context.Request.Body, MemoryBytes, bufferLimit: null, Path.GetTempPath());
        context.Response.RegisterForDisposeAsync(body);
        var scratch = new byte[16 << 10];
        var total = 0L;
        for (int count; (count = await body.ReadAsync(scratch, cancel)) > 0;)
        {
            total += count;
            if (total > limit)
            {
                await DiscardAsync(context, limit, cancel);
                return false;
            }
        }

        context.Request.Body = body;
        // The length is known now, and not every server takes chunks.
        context.Request.Headers.TransferEncoding = default;
        context.Request.ContentLength = total;
        return true;
    }

    private static async Task DiscardAsync(HttpContext context, long limit, CancellationToken cancel)
    {
        context.Response.Headers.Connection = "close";
        var scratch = new byte[16 << 10];
        var total = 0L;
        for (int count; total <= limit && (count = await context.Request.Body.ReadAsync(scratch, cancel)) > 0;) total += count;
    }
}
