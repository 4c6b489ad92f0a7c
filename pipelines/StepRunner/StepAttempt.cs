using System.Collections.Concurrent;
using System.ComponentModel;
using Modelyard.Running.Contract;

namespace Modelyard.StepRunner;

/// <summary>
/// One attempt at a step, from nothing to its outcome:
/// <code>
///             deadline, signal            grace over, executor gone
///   running ───────────────────▶ asked to stop ───────────────▶ killed
///      └──────────────────────────────┴──────────────────────────┴──▶ ended: all that is left is killed and collected
/// </code>
/// All events arrive in one queue; one thread reads it.
/// </summary>
internal sealed class StepAttempt(StepJob job, TimeProvider time)
{
    // SIGKILL works at once, but for a process that hangs in the kernel (a dead network file system): it must not hang us too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40); // a timer takes 49 days at most

    private readonly BlockingCollection<Happening> _happenings = [];

    private enum Happening
    {
        Deadline,
        Signalled,
        Abandoned,
        GraceOver,
        Ended,
        AllGone,
        PatienceOver,
    }

    /// <summary>Runs it. Everything that can go wrong with a step is an outcome, not an exception.</summary>
    public StepOutcome Run()
    {
        // Before standard input becomes the lifeline, whose every byte is thrown away.
        if (job.InheritedOnInput) InheritedInput.Read();
        using var interruptions = new Interruptions(job.Attached, () => _happenings.Add(Happening.Signalled), () => _happenings.Add(Happening.Abandoned));
        var started = time.GetTimestamp();
        try
        {
            return Run(started);
        }
        catch (Exception exception) when (exception is NotStartedException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return new StepOutcome { End = StepEnd.NotStarted, Message = exception.Message, Seconds = time.GetElapsedTime(started).TotalSeconds };
        }
    }

    private StepOutcome Run(long started)
    {
        var killed = MemoryEvents.Kills();
        using var step = StepProcesses.Start(job, () => _happenings.Add(Happening.Ended), () => _happenings.Add(Happening.AllGone));
        using var deadline = After(TimeSpan.FromSeconds(Math.Clamp(job.TimeoutSeconds, 0, Longest.TotalSeconds)), Happening.Deadline);
        var end = AwaitEnd(step);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        var gone = step.Status is not null && AwaitAllGone(step);
        var logWhole = step.FinishLog(gone ? Patience : TimeSpan.Zero);

        var (cpu, memory) = ChildrenUsage.Read();
        var status = step.Status;
        var signal = status & 0x7F;
        return new StepOutcome
        {
            End = end ?? (signal is > 0 ? StepEnd.Killed : StepEnd.Exited),
            ExitCode = signal == 0 ? (status >> 8) & 0xFF : null,
            Signal = signal is > 0 ? signal : null,
            Seconds = seconds,
            CpuSeconds = cpu,
            PeakMemory = memory,
            Confined = step.Confined,
            OutOfMemory = MemoryEvents.Kills() > killed,
            LogDropped = step.LogDropped,
            Message = gone && logWhole ? null : $"processes of the step were still there {Patience.TotalSeconds:0} s after SIGKILL",
        };
    }

    /// <summary>Waits for the step's own process; why it was stopped, or <see langword="null"/> where it ended by itself.</summary>
    private StepEnd? AwaitEnd(StepProcesses step)
    {
        StepEnd? reason = null;
        ITimer? grace = null;
        ITimer? patience = null;
        try
        {
            while (true)
            {
                var happening = _happenings.Take();
                switch (happening)
                {
                    case Happening.Ended or Happening.PatienceOver:
                        return reason;
                    case Happening.Deadline or Happening.Signalled when reason is null:
                        reason = happening is Happening.Deadline ? StepEnd.TimedOut : StepEnd.Interrupted;
                        step.AskToStop();
                        grace = After(TimeSpan.FromSeconds(Math.Clamp(job.GraceSeconds, 0, Longest.TotalSeconds)), Happening.GraceOver);
                        break;
                    case Happening.Abandoned or Happening.GraceOver:
                        reason ??= StepEnd.Interrupted;
                        patience ??= After(Patience, Happening.PatienceOver);
                        step.KillAll();
                        break;
                }
            }
        }
        finally
        {
            grace?.Dispose();
            patience?.Dispose();
        }
    }

    private bool AwaitAllGone(StepProcesses step)
    {
        step.DismissGuardian();
        using var patience = After(Patience, Happening.PatienceOver);
        while (true)
        {
            switch (_happenings.Take())
            {
                case Happening.AllGone: return true;
                case Happening.PatienceOver: return false;
            }
        }
    }

    private ITimer After(TimeSpan delay, Happening happening) =>
        time.CreateTimer(_ => _happenings.Add(happening), null, delay, Timeout.InfiniteTimeSpan);
}
