using System.Runtime.InteropServices;
using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>
/// Collects every child of the runner, those included that it adopted as subreaper, until none is left. The step's own process stays a
/// zombie, so that its number cannot become another's, until what belongs to it has been killed.
/// </summary>
/// <param name="step">The step's process, leader of its group.</param>
internal sealed class Reaper(int step)
{
    private const int AnyChild = 0;
    private const int HasExited = 4;
    private const int LeaveWaitable = 0x01000000;

    private readonly Lock _collecting = new();
    private volatile int _status = -1;

    /// <summary>The step's wait status; <see langword="null"/> as long as it lives.</summary>
    public int? Status => _status < 0 ? null : _status;

    /// <summary>Starts the reaper's thread, on which the callbacks run.</summary>
    /// <param name="killLeftovers">Called when the step's process has ended but is not collected, and after each later child: it may have left orphans.</param>
    /// <param name="ended">Called once the step's process is collected.</param>
    /// <param name="allGone">Called last.</param>
    public void Start(Action killLeftovers, Action ended, Action allGone) =>
        new Thread(() => Run(killLeftovers, ended, allGone)) { IsBackground = true, Name = "reaper" }.Start();

    /// <summary>Sends a signal to the step's process group, unless that number may be another's by now.</summary>
    public void SignalGroup(int signal)
    {
        lock (_collecting)
        {
            // One that shares our session leads no group.
            if (_status < 0 && LibC.Kill(-step, signal) != 0) _ = LibC.Kill(step, signal);
        }
    }

    private void Run(Action killLeftovers, Action ended, Action allGone)
    {
        while (TryNext(out var child))
        {
            if (child == step) killLeftovers();
            Collect(child);
            if (child == step) ended();
            else if (_status >= 0) killLeftovers();
        }

        allGone();
    }

    private static unsafe bool TryNext(out int child)
    {
        var info = new SignalInfo();
        int result;
        do result = LibC.WaitId(AnyChild, 0, &info, HasExited | LeaveWaitable);
        while (result != 0 && Marshal.GetLastPInvokeError() == Errors.Interrupted);
        child = info.Process;
        return result == 0; // else ECHILD: no child is left
    }

    private unsafe void Collect(int child)
    {
        lock (_collecting)
        {
            int status;
            _ = LibC.WaitPid(child, &status, 0);
            if (child == step) _status = status;
        }
    }
}
