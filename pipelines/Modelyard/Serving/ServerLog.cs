using System.Text;

namespace Modelyard.Serving;

/// <summary>
/// A server's output on disk, bounded: the current file, and the one before as <c>.1</c>, hold half of the limit each. The last
/// lines are kept in memory for messages.
/// </summary>
internal sealed class ServerLog(string path, long limit) : IDisposable
{
    private const int TailLines = 20;
    private const int TailLineChars = 400;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new();
    private readonly StringBuilder _line = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private FileStream _file = Open(path);
    private int _killedWorkers;

    /// <summary>How many workers of the server were killed so far, as it says itself.</summary>
    public int KilledWorkers => Volatile.Read(ref _killedWorkers);

    /// <summary>The current file.</summary>
    public string Path { get; } = path;

    /// <summary>The last lines, cut to a readable length.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_lock) return _line.Length == 0 ? [.. _tail] : [.. _tail, _line.ToString()];
        }
    }

    /// <summary>Copies until the stream ends, which is when the last process that holds it has ended.</summary>
    public async Task CopyAsync(Stream output)
    {
        var buffer = new byte[16 << 10];
        int count;
        while ((count = await output.ReadAsync(buffer)) > 0) Append(buffer.AsSpan(0, count));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!_file.CanWrite) return; // disposed: a process that left the session still writes
            if (_file.Length + bytes.Length > limit / 2) Rotate();
            _file.Write(bytes);
            _file.Flush();
            var chars = new char[_decoder.GetCharCount(bytes, flush: false)];
            _decoder.GetChars(bytes, chars, flush: false);
            foreach (var character in chars) Remember(character);
        }
    }

    public void Dispose()
    {
        lock (_lock) _file.Dispose();
    }

    private static FileStream Open(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void Rotate()
    {
        _file.Dispose();
        File.Move(Path, Path + ".1", overwrite: true);
        _file = Open(Path);
    }

    private void Remember(char character)
    {
        if (character != '\n')
        {
            if (_line.Length < TailLineChars && !char.IsControl(character)) _line.Append(character);
            return;
        }

        var line = _line.ToString();
        if (WorkerDeath.IsTold(line)) Interlocked.Increment(ref _killedWorkers);
        _tail.Enqueue(line);
        if (_tail.Count > TailLines) _tail.Dequeue();
        _line.Clear();
    }
}
