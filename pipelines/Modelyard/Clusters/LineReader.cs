using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Modelyard.Clusters;

/// <summary>Reads lines of a body that may end anywhere, and tells whether a line was whole.</summary>
internal sealed class LineReader(Stream body) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(body);

    /// <summary>The next line without its end; not whole is what stood before the end of the body; <see langword="null"/> at the end.</summary>
    /// <exception cref="IOException">The connection broke; what was read of the line is gone.</exception>
    public async ValueTask<(string Text, bool IsWhole)?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellation);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                _reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return (line, true);
            }

            if (read.IsCompleted)
            {
                if (read.Buffer.IsEmpty) return null;
                var rest = Encoding.UTF8.GetString(read.Buffer);
                _reader.AdvanceTo(read.Buffer.End);
                return (rest, false);
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
