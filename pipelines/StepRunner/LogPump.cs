using Microsoft.Win32.SafeHandles;

namespace Modelyard.StepRunner;

/// <summary>Carries what the step's processes write from their pipe into the log, until the last of them has ended.</summary>
/// <param name="echo">Gets it all as well; what it does not take is not waited for.</param>
internal sealed class LogPump(SafeFileHandle source, BoundedLog log, Stream? echo = null)
{
    private const int BufferSize = 1 << 16; // a pipe holds as much

    private Thread? _thread;
    private bool _deaf;

    /// <summary>Bytes that were not kept; final after <see cref="Finish"/>.</summary>
    public long Dropped => log.Dropped;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Waits for the end; <see langword="false"/> when a process still holds the pipe open.</summary>
    public bool Finish(TimeSpan patience) => _thread!.Join(patience);

    private void Run()
    {
        var buffer = new byte[BufferSize];
        using var stream = new FileStream(source, FileAccess.Read, bufferSize: 0);
        using (log)
        {
            while (stream.Read(buffer) is > 0 and var count)
            {
                log.Write(buffer.AsSpan(0, count));
                Echo(buffer.AsSpan(0, count));
            }
        }
    }

    private void Echo(ReadOnlySpan<byte> bytes)
    {
        if (_deaf) return;
        try
        {
            echo?.Write(bytes);
        }
        catch (IOException)
        {
            // Whoever read it is gone; the log has it.
            _deaf = true;
        }
    }
}
