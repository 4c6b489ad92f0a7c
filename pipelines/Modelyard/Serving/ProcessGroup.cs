using System.Runtime.InteropServices;

namespace Modelyard.Serving;

/// <summary>A server with all processes that it started: they share its session, so one signal reaches them all.</summary>
/// <param name="Id">The process id of the group's first process.</param>
internal readonly partial record struct ProcessGroup(int Id)
{
    /// <summary>SIGTERM: finish what is in flight and exit.</summary>
    public void Terminate() => _ = Kill(-Id, 15);

    /// <summary>SIGKILL, which cannot be refused. Nothing happens where no process is left.</summary>
    public void Kill() => _ = Kill(-Id, 9);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
