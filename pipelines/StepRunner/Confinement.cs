using System.Diagnostics.CodeAnalysis;
using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>
/// The one thread of the runner that lives inside the step's Landlock domain. It starts the step, which so inherits the domain, and it can end
/// the whole domain at once.
/// </summary>
/// <remarks>
/// A domain belongs to a thread, so the runner's other threads may still write the log and the outcome. (Restricting the process and
/// re-executing it would cost a second start of the runtime.) A domain that scopes signals makes kill(-1) mean "every process of this step":
/// the kernel sends it under one lock, to sessions and daemons that left the process group too, so that no fork wins a race against it. But were the
/// scope not there, kill(-1) would mean every process of the user. Hence it is never used on the kernel's word alone: the
/// thread first proves that it cannot signal a process of ours that it could signal before.
/// </remarks>
internal sealed class Confinement : IDisposable
{
    private const int SetNoNewPrivileges = 38;
    private const int EveryProcess = -1;

    private readonly Lock _one = new();
    private readonly AutoResetEvent _order = new(false);
    private readonly AutoResetEvent _done = new(false);
    private readonly LandlockRuleset? _rules;
    private readonly SpawnRequest _request;
    private readonly Guardian? _guardian;
    private readonly int _canary;
    private volatile bool _over;
    private int _error;
    private int _process;
    private bool _confined;
    private bool _closed;

    /// <param name="rules">What the step may write; <see langword="null"/> where there is no Landlock.</param>
    /// <param name="request">The step.</param>
    /// <param name="guardian">Told of the step at once, and a process of ours outside the domain for the proof.</param>
    public Confinement(LandlockRuleset? rules, SpawnRequest request, Guardian? guardian)
    {
        _rules = rules;
        _request = request;
        _guardian = guardian;
        _canary = guardian is not null && LibC.Kill(guardian.Process, Signals.None) == 0 ? guardian.Process : 0;
        new Thread(Live) { IsBackground = true, Name = "confinement" }.Start();
        _done.WaitOne();
    }

    /// <summary>The error number with which the start failed, or 0.</summary>
    public int Error => _error;

    /// <summary>The step's process, leader of its own session and group.</summary>
    public int Process => _process;

    /// <summary>Whether the step can write only where it may.</summary>
    public bool Confined => _confined && _rules!.KeepsAllWritesIn;

    /// <summary>Sends SIGKILL to every process of the step; <see langword="false"/> where the domain does not scope signals.</summary>
    public bool TryKillAll()
    {
        lock (_one)
        {
            if (!_closed || _over) return false;
            _order.Set();
            _done.WaitOne();
            return true;
        }
    }

    public void Dispose()
    {
        lock (_one) _over = true;
        _order.Set();
    }

    [SuppressMessage("Usage", "CA1806:Do not ignore method results", Justification = "kill(-1) finds nobody once the step has ended.")]
    private void Live()
    {
        // Nothing managed is allocated inside the domain: a garbage collection started here would signal the other threads, which kernels
        // before 6.15 count as outside. This wait makes the runtime allocate what a wait needs.
        _order.WaitOne(0);

        // Asked for everywhere, so that set-user-id programs behave the same with Landlock and without.
        var canRestrict = LibC.Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0;
        _confined = canRestrict && _rules is not null && _rules.RestrictThisThread();
        _closed = _confined && _rules!.ScopesSignals && _canary != 0
            && LibC.Kill(_canary, Signals.None) != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Errors.NotPermitted;
        _error = _request.Spawn(out _process);
        if (_error == 0) _guardian?.Watch(_process);
        _done.Set();

        while (_order.WaitOne() && !_over)
        {
            LibC.Kill(EveryProcess, Signals.Kill);
            _done.Set();
        }
    }
}
