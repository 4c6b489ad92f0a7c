using System.Text;

namespace Modelyard.StepRunner;

/// <summary>
/// A log that keeps the first and the last half of its limit. The first half is in the file as soon as it is written; the last
/// half waits in memory, which grows with what there is, and follows on <see cref="Dispose"/> after a line that says how much is missing.
/// </summary>
internal sealed class BoundedLog : IDisposable
{
    private readonly FileStream _file;
    private readonly long _headLimit;
    private readonly int _tailLimit;
    private long _head;
    private byte[] _tail = [];
    private long _tailWritten;
    private bool _failed;

    /// <param name="path">Replaced where it exists; its folder is made.</param>
    /// <param name="limit">Bytes kept, without the line between the halves.</param>
    public BoundedLog(string path, long limit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        limit = Math.Clamp(limit, 0, int.MaxValue);
        _tailLimit = (int)(limit / 2);
        _headLimit = limit - _tailLimit;
    }

    /// <summary>Bytes that were not kept.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes what the step wrote.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var first = (int)Math.Min(bytes.Length, _headLimit - _head);
        if (first > 0)
        {
            ToFile(bytes[..first]);
            _head += first;
        }

        bytes = bytes[first..];
        while (bytes.Length > 0 && _tailLimit > 0)
        {
            Grow(_tailWritten + bytes.Length);
            var at = (int)(_tailWritten % _tail.Length);
            var part = Math.Min(bytes.Length, _tail.Length - at);
            bytes[..part].CopyTo(_tail.AsSpan(at));
            _tailWritten += part;
            bytes = bytes[part..];
        }

        Dropped += bytes.Length;
    }

    /// <summary>Writes the last half.</summary>
    public void Dispose()
    {
        var start = _tail.Length == 0 ? 0 : (int)(_tailWritten % _tail.Length);
        var wrapped = _tailWritten > _tail.Length;
        if (wrapped) Dropped += _tailWritten - _tail.Length;
        if (Dropped > 0) ToFile(Encoding.UTF8.GetBytes($"\n[yard-step: {Dropped} bytes of log were left out here]\n"));
        if (wrapped) ToFile(_tail.AsSpan(start));
        ToFile(_tail.AsSpan(0, wrapped ? start : (int)_tailWritten));
        _file.Dispose();
    }

    // Doubles while nothing was dropped; the ring turns only at full size, so the copy is never of a wrapped one.
    private void Grow(long wanted)
    {
        if (_tail.Length == _tailLimit || wanted <= _tail.Length) return;
        Array.Resize(ref _tail, (int)Math.Min(_tailLimit, Math.Max(wanted, Math.Max(4096, _tail.Length * 2L))));
    }

    // A full disk must not stop the step from being heard out: what cannot be kept is counted.
    private void ToFile(ReadOnlySpan<byte> bytes)
    {
        if (!_failed)
        {
            try
            {
                _file.Write(bytes);
                return;
            }
            catch (IOException)
            {
                _failed = true;
            }
        }

        Dropped += bytes.Length;
    }
}
