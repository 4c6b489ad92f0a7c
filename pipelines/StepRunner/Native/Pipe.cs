using Microsoft.Win32.SafeHandles;

namespace Modelyard.StepRunner.Native;

/// <summary>An anonymous pipe; a child has an end of it only where it was given that end. Each end is its user's to dispose.</summary>
internal sealed class Pipe
{
    public unsafe Pipe()
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, OpenFlags.CloseOnExec) != 0) throw NativeError.Last("cannot make a pipe");
        Read = new SafeFileHandle(ends[0], ownsHandle: true);
        Write = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    public SafeFileHandle Read { get; }

    public SafeFileHandle Write { get; }
}
