using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Modelyard.ModelServer.Instances;

namespace Modelyard.ModelServer.Protocol;

/// <summary>The body of a request in pooled memory, read with bounds on bytes and time.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstPiece = 16 * 1024;

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private byte[] _bytes = RequestMemory<byte>.Pool.Rent(FirstPiece);
    private int _length;

    private RequestBody()
    {
    }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>The same of a body that must not be compressed. Throws <see cref="RequestRefused"/> where it is.</summary>
    public static Task<RequestBody> ReadPlainAsync(HttpRequest request, int limit, TimeProvider time)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? ReadAsync(request, limit, time)
            : throw new RequestRefused(
                Problem.NotJson, $"body: expected no content-encoding (identity), found '{Words.Shorten(encoding)}'; send it uncompressed");
    }

    /// <summary>
    /// Reads it to its end. Throws <see cref="RequestRefused"/> as soon as it is known to be longer than <paramref name="limit"/> bytes.
    /// </summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int limit, TimeProvider time)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var body = new RequestBody();
        try
        {
            using var timeout = new CancellationTokenSource(LongestRead, time);
            await body.FillAsync(request, limit, timeout.Token);
            return body;
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            body.Dispose();
            throw new RequestRefused(
                Problem.NotJson, $"body: cannot be read to its end: it did not arrive within {LongestRead.TotalSeconds} s");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Whether bytes of the body may still be on their way, so that the connection cannot carry another request.</summary>
    public static bool IsUnread(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && !context.Items.ContainsKey(typeof(RequestBody));

    /// <summary>
    /// Reads on for a while and forgets what it reads: closing a connection with bytes unread resets it, and a client that sends all before
    /// it reads would never see the answer.
    /// </summary>
    public static async Task DrainAsync(HttpContext context, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(LongestDrain, time);
        try
        {
            var reader = context.Request.BodyReader;
            while (await reader.ReadAsync(timeout.Token) is { IsCompleted: false } result)
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has had its time.
            context.Abort();
        }
        catch (IOException)
        {
            // Gone, or no longer speaking HTTP: there is nothing left to wait for.
        }
    }

    public void Dispose()
    {
        RequestMemory<byte>.Pool.Return(_bytes);
        _bytes = [];
    }

    private static RequestRefused TooLarge(int limit) =>
        new(Problem.TooLarge, $"body: expected at most {limit} bytes, found more; send fewer instances at a time");

    private async Task FillAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellation);
            var length = result.Buffer.Length;
            if (_length + length > limit)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                throw TooLarge(limit);
            }

            MakeRoom((int)length);
            result.Buffer.CopyTo(_bytes.AsSpan(_length));
            _length += (int)length;
            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                request.HttpContext.Items[typeof(RequestBody)] = this;
                return;
            }
        }
    }

    private void MakeRoom(int more)
    {
        if (_bytes.Length - _length >= more)
        {
            return;
        }

        // Memory grows with what has arrived, not with what Content-Length says will.
        var larger = RequestMemory<byte>.Pool.Rent(Math.Max(_bytes.Length * 2, _length + more));
        Bytes.CopyTo(larger);
        RequestMemory<byte>.Pool.Return(_bytes);
        _bytes = larger;
    }
}
