using System.Net;
using System.Net.Http.Headers;

namespace Modelyard.Images.Registry;

/// <summary>The next bytes of a stream as the body of a request.</summary>
internal sealed class ChunkContent : HttpContent
{
    private const int BufferBytes = 128 << 10;

    private readonly Stream _source;
    private readonly long _length;

    public ChunkContent(Stream source, long length)
    {
        (_source, _length) = (source, length);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(BufferBytes, _length)];
        for (var left = _length; left > 0;)
        {
            var got = await _source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (got == 0) throw new EndOfStreamException($"the content ends {left} bytes early");
            await stream.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
            left -= got;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
