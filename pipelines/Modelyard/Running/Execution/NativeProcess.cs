using System.Runtime.InteropServices;

namespace Modelyard.Running.Execution;

/// <summary>kill(2), which .NET offers for SIGKILL only.</summary>
internal static partial class NativeProcess
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);
}
