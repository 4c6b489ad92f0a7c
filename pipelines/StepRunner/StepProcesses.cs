using Modelyard.Running.Contract;
using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>The running step: its process, whatever that started, its log, and who watches over them.</summary>
internal sealed class StepProcesses : IDisposable
{
    private readonly Confinement _confinement;
    private readonly Guardian? _guardian;
    private readonly Reaper _reaper;
    private readonly LogPump _log;

    private StepProcesses(Confinement confinement, Guardian? guardian, LogPump log)
    {
        _confinement = confinement;
        _guardian = guardian;
        _reaper = new Reaper(confinement.Process);
        _log = log;
    }

    /// <summary>The step's wait status, once it has ended.</summary>
    public int? Status => _reaper.Status;

    /// <summary>Whether Landlock keeps the step's writes where they belong.</summary>
    public bool Confined => _confinement.Confined;

    /// <summary>Bytes of log that were not kept; final after <see cref="FinishLog"/>.</summary>
    public long LogDropped => _log.Dropped;

    /// <summary>Starts the step.</summary>
    /// <param name="job">What is asked.</param>
    /// <param name="ended">Called once the step's own process has ended and all others were sent SIGKILL.</param>
    /// <param name="allGone">Called once no process is left; not before <see cref="DismissGuardian"/>.</param>
    /// <exception cref="NotStartedException">It could not be started.</exception>
    public static StepProcesses Start(StepJob job, Action ended, Action allGone)
    {
        StartChecks.Require(job);
        var program = ProgramPath.Of(job);
        using var rules = job.Confine ? LandlockRuleset.ForWritable(job.Writable) : null;
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var nothing = nowhere.DangerousGetHandle().ToInt32();
        var output = new Pipe();
        var log = new LogPump(output.Read, new BoundedLog(job.Log, job.LogLimit), job.Echo ? Console.OpenStandardOutput() : null);

        Confinement confinement;
        Guardian? guardian;
        using (output.Write)
        {
            var written = output.Write.DangerousGetHandle().ToInt32();
            using var request = job.Attached
                ? new SpawnRequest(program, job.Command, EnvironmentOf(job), job.WorkingDirectory, input: 0, output: 1, error: 2, ownSession: false)
                : new SpawnRequest(program, job.Command, EnvironmentOf(job), job.WorkingDirectory, input: nothing, output: written, error: written);
            guardian = Guardian.Start(nothing);
            confinement = new Confinement(rules, request, guardian);
        }

        log.Start();
        if (confinement.Error != 0)
        {
            guardian?.Dispose();
            confinement.Dispose();
            throw StartChecks.Refusal(program, confinement.Error);
        }

        var step = new StepProcesses(confinement, guardian, log);
        step._reaper.Start(step.KillAll, ended, allGone);
        return step;
    }

    /// <summary>SIGTERM to the step's process group.</summary>
    public void AskToStop() => _reaper.SignalGroup(Signals.Terminate);

    /// <summary>SIGKILL to everything the step has started.</summary>
    public void KillAll()
    {
        _reaper.SignalGroup(Signals.Kill);
        if (!_confinement.TryKillAll()) Descendants.Kill(Environment.ProcessId);
    }

    /// <summary>Ends the guardian, the one child that does not end with the step.</summary>
    public void DismissGuardian() => _guardian?.Dispose();

    /// <summary>Waits for the log's end; <see langword="false"/> when someone still holds it open.</summary>
    public bool FinishLog(TimeSpan patience) => _log.Finish(patience);

    public void Dispose()
    {
        _guardian?.Dispose();
        _confinement.Dispose();
    }

    private static Dictionary<string, string> EnvironmentOf(StepJob job)
    {
        var environment = new Dictionary<string, string>(job.Environment);
        if (job.InheritedOnInput)
        {
            foreach (var (name, value) in InheritedInput.Read()) environment[name] = value;
            return environment;
        }

        foreach (var name in job.Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) environment[name] = value;
        }

        return environment;
    }
}
