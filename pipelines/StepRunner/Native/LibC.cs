using System.Runtime.InteropServices;

namespace Modelyard.StepRunner.Native;

/// <summary>Calls of libc that .NET does not offer, or not in a form that leaves the children to us. Linux, x64 and arm64.</summary>
internal static unsafe partial class LibC
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint UMask(uint mask);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    public static partial int ResourceUsage(int who, ResourceUsageOf* usage);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int idType, uint id, SignalInfo* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int process, int* status, int options);
}

/// <summary>The head of <c>siginfo_t</c> as waitid(2) fills it on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct SignalInfo
{
    [FieldOffset(16)]
    public int Process;
}

/// <summary><c>struct rusage</c> on 64-bit Linux, as far as it is read here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct ResourceUsageOf
{
    [FieldOffset(0)]
    public long UserSeconds;

    [FieldOffset(8)]
    public long UserMicroseconds;

    [FieldOffset(16)]
    public long SystemSeconds;

    [FieldOffset(24)]
    public long SystemMicroseconds;

    /// <summary>KiB.</summary>
    [FieldOffset(32)]
    public long MaximumResidentSet;
}
