using System.Security.Cryptography;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>Reads content and checks it on the way: the last read throws where size or digest are not the descriptor's (YARD8001).</summary>
/// <param name="place">Where the content comes from, for the message.</param>
public sealed class VerifiedStream(Stream inner, Descriptor expected, string place) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _checked;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => expected.Size;

    /// <inheritdoc/>
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var got = inner.Read(buffer);
        Check(buffer[..got], buffer.Length);
        return got;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var got = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..got], buffer.Length);
        return got;
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> got, int wanted)
    {
        _hash.AppendData(got);
        _read += got.Length;
        // Without end, a wrong source could fill a disk before its digest is looked at.
        if (_read > expected.Size) throw OciCodes.WrongContent.Failure($"{place} has more than the {expected.Size} bytes of {expected.Digest}");
        if (got.IsEmpty && wanted > 0 && _read < expected.Size) throw OciCodes.WrongContent.Failure($"{place} ends after {_read} bytes; expected {expected}");
        // At the last byte and not after it, since not everybody asks for more than there is.
        if (_read < expected.Size || _checked) return;
        _checked = true;
        var found = new Digest(Convert.ToHexStringLower(_hash.GetCurrentHash()));
        if (found != expected.Digest) throw OciCodes.WrongContent.Failure($"{place} holds {found}; expected {expected}");
    }
}
