using Modelyard.Diagnostics;

namespace Modelyard.Images.Registry;

/// <summary>The body of an answer, which is asked for again from where it broke off.</summary>
/// <param name="open">The body from this byte on.</param>
/// <param name="tries">How often it may break off without a byte in between.</param>
internal sealed class ResumedStream(Func<long, CancellationToken, Task<Stream>> open, int tries, TimeSpan patience, TimeProvider time) : Stream
{
    private Stream? _body;
    private long _read;
    private int _failures;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    /// <summary>Sees to it that the first answer is there.</summary>
    public async Task<ResumedStream> OpenAsync(CancellationToken cancellation)
    {
        _body ??= await open(_read, cancellation);
        return this;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            using var late = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                await OpenAsync(cancellationToken);
                var got = await _body!.ReadAsync(buffer, either.Token);
                if (got > 0) _failures = 0;
                _read += got;
                return got;
            }
            catch (Exception broken) when ((broken is IOException or HttpRequestException || late.IsCancellationRequested) && !cancellationToken.IsCancellationRequested && broken is not YardException && _failures++ < tries)
            {
                await DropAsync();
            }
        }
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
        if (disposing) _body?.Dispose();
        base.Dispose(disposing);
    }

    private async Task DropAsync()
    {
        if (_body is not null) await _body.DisposeAsync();
        _body = null;
    }
}
