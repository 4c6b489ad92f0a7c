using Microsoft.Win32.SafeHandles;

namespace Modelyard.Images.Layers;

/// <summary>An archive that is made while it is read, of any size with the same little memory. Reading it again gives the same bytes.</summary>
internal sealed class TarStream : Stream
{
    private static readonly byte[] End = new byte[2 * TarHeader.Block];

    private readonly IEnumerator<LayerEntry> _entries;
    private ReadOnlyMemory<byte> _pending;
    private EntryContent? _content;
    private SafeFileHandle? _file;
    private long _offset;
    private long _left;
    private long _position;
    private bool _ended;

    /// <param name="entries">Sorted; each name once.</param>
    public TarStream(IReadOnlyList<LayerEntry> entries)
    {
        _entries = entries.GetEnumerator();
        Length = entries.Sum(SizeOf) + End.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD7104, YARD7105: a file cannot be read, or is not as long as it was.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length && Next(buffer[read..]) is > 0 and var count) read += count;
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Local files: waiting for them in another way costs more than they do.
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _file?.Dispose();
        _entries.Dispose();
        base.Dispose(disposing);
    }

    private static long SizeOf(LayerEntry entry) => TarHeader.Of(entry).Length + entry.Content.Length + TarHeader.Padding(entry.Content.Length);

    private int Next(Span<byte> buffer)
    {
        while (true)
        {
            if (_pending.Length > 0) return Take(buffer);
            if (_left > 0) return Copy(buffer);
            if (_content is { } done)
            {
                Close(done);
                _pending = End.AsMemory(0, TarHeader.Padding(done.Length));
                _content = null;
            }
            else if (_entries.MoveNext())
            {
                _pending = TarHeader.Of(_entries.Current);
                if (_entries.Current.Content.Length > 0) Open(_entries.Current.Content);
            }
            else if (_ended)
            {
                return 0;
            }
            else
            {
                _pending = End;
                _ended = true;
            }
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _pending.Length);
        _pending.Span[..count].CopyTo(buffer);
        _pending = _pending[count..];
        return count;
    }

    private void Open(EntryContent content)
    {
        (_content, _offset, _left) = (content, content.Offset ?? 0, content.Length);
        if (content.File is not { } path) return;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LayerCodes.Unreadable.Failure($"{path} cannot be read: {error.Message}");
        }
    }

    private int Copy(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _left)];
        int count;
        if (_file is null)
        {
            count = wanted.Length;
            _content!.Bytes.Span.Slice((int)_offset, count).CopyTo(wanted);
        }
        else
        {
            count = RandomAccess.Read(_file, wanted, _offset);
            if (count == 0) throw Changed(_content!);
        }

        _offset += count;
        _left -= count;
        return count;
    }

    private void Close(EntryContent content)
    {
        using var file = _file;
        _file = null;
        if (file is not null && content.Offset is null && RandomAccess.GetLength(file) != content.Length) throw Changed(content);
    }

    private static Diagnostics.YardException Changed(EntryContent content) => LayerCodes.Changed.Failure(
        $"{content.File} changed while it was read: it had {content.Length} bytes", "build again when nothing writes there");
}
