using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>Properties of the runner's own process that its children depend on.</summary>
internal static class RunnerProcess
{
    private const int SetChildSubreaper = 36;
    private const nint CloseRange = 436; // x64 and arm64
    private const nint OnlyCloseOnExec = 4;

    /// <summary>Makes children independent of whoever started the runner.</summary>
    public static void Prepare()
    {
        // Inherited as ignored, it would make the kernel forget how children ended.
        LibC.Signal(Signals.Child, 0);

        // The modes of outputs must not depend on the user's shell.
        _ = LibC.UMask(0x12); // 022

        // Descriptors that an executor forgot to close are not the step's. Before Linux 5.11 there is no such call; .NET leaks none.
        _ = LibC.SystemCall(CloseRange, 3, int.MaxValue, OnlyCloseOnExec, 0);

        // Orphans of the step become our children, however often they forked.
        if (LibC.Control(SetChildSubreaper, 1, 0, 0, 0) != 0) throw NativeError.Last("prctl(PR_SET_CHILD_SUBREAPER)");
    }
}
