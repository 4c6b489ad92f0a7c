using System.Diagnostics;
using Modelyard.Running.Contract;

namespace Modelyard.StepRunner.Tests;

public sealed class StoppingTests : IDisposable
{
    private readonly StepRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Asks_a_step_to_stop_at_its_deadline()
    {
        _run.Job = _run.Job with { TimeoutSeconds = 0.5 };

        var outcome = _run.Shell("trap 'echo asked; exit 3' TERM; sleep 100 & wait");

        Assert.Equal((StepEnd.TimedOut, 3, "asked\n"), (outcome.End, outcome.ExitCode, _run.Log));
        Assert.InRange(outcome.Seconds, 0.5, 5);
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Kills_a_step_that_ignores_being_asked()
    {
        _run.Job = _run.Job with { TimeoutSeconds = 0.3, GraceSeconds = 0.3 };

        var outcome = _run.Shell("trap '' TERM; while :; do sleep 1; done");

        Assert.Equal((StepEnd.TimedOut, 9), (outcome.End, outcome.Signal));
        Assert.InRange(outcome.Seconds, 0.6, 10);
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Kills_a_step_that_stopped_itself()
    {
        _run.Job = _run.Job with { TimeoutSeconds = 0.3, GraceSeconds = 0.3 };

        var outcome = _run.Shell("kill -STOP $$");

        Assert.Equal((StepEnd.TimedOut, 9), (outcome.End, outcome.Signal));
        Assert.True(await _run.IsGone());
    }

    [Theory]
    [InlineData("sleep 1000 &")]
    [InlineData("setsid sleep 1000 &")]
    [InlineData("(setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' &);")]
    [InlineData("(setsid nohup sh -c 'sleep 1000 & sleep 1000' >/dev/null 2>&1 &);")]
    public async Task Kills_what_a_step_leaves_behind(string daemon)
    {
        var outcome = _run.Shell(daemon + " sleep 0.2");

        Assert.Equal((StepEnd.Exited, 0, null), (outcome.End, outcome.ExitCode, outcome.Message));
        Assert.InRange(outcome.Seconds, 0, 5);
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Kills_a_swarm_of_daemons_that_keep_forking()
    {
        var outcome = _run.Run(StepRun.Python, "-S", "-c", """
            import os, time
            for swarm in range(8):
                if os.fork() == 0:
                    while True:             # a new session and a new process all the time, never the one just seen
                        os.setsid()
                        if os.fork(): os._exit(0)
            time.sleep(0.5)
            """);

        Assert.Equal((StepEnd.Exited, 0, null), (outcome.End, outcome.ExitCode, outcome.Message));
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Kills_a_background_child_that_holds_the_log_open()
    {
        var outcome = _run.Shell("(sh -c 'while :; do echo noise; sleep 0.01; done' &); echo done");

        Assert.Equal((StepEnd.Exited, 0), (outcome.End, outcome.ExitCode));
        Assert.True(await _run.IsGone());
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Passes_an_interruption_on_with_grace(string signal)
    {
        using var runner = await Running("trap 'echo asked; exit 0' TERM; ");

        Send(signal, runner);

        var outcome = _run.Outcome(runner);
        Assert.Equal((StepEnd.Interrupted, 0), (outcome.End, outcome.ExitCode));
        Assert.EndsWith("asked\n", _run.Log, StringComparison.Ordinal);
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Kills_the_step_when_the_executor_is_gone()
    {
        using var runner = await Running("trap '' TERM; ");

        runner.StandardInput.Close();

        var outcome = _run.Outcome(runner);
        Assert.Equal((StepEnd.Interrupted, 9), (outcome.End, outcome.Signal));
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task The_step_does_not_outlive_a_killed_runner()
    {
        using var runner = await Running("trap '' TERM; ");

        Send("KILL", runner);

        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(_run.Job.Outcome));
        Assert.True(await _run.IsGone());
    }

    [Fact]
    public async Task Runs_without_a_lifeline_where_standard_input_is_no_pipe()
    {
        _run.Job = _run.Job with { Command = ["/bin/sh", "-c", "sleep 0.3; echo done"] };
        using var runner = _run.Start(["/bin/sh", "-c", "exec \"$@\" </dev/null", "sh"]);

        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((StepEnd.Exited, 0), (_run.Outcome(runner).End, _run.Outcome(runner).ExitCode));
    }

    private async Task<Process> Running(string script)
    {
        _run.Job = _run.Job with { Command = ["/bin/sh", "-c", $"{script} sleep 0.1; echo up > $0/output/up; while :; do sleep 0.05; done", _run.Root] };
        var runner = _run.Start();
        await _run.Text("output/up");
        return runner;
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, $"{process.Id}"]);
        kill.WaitForExit();
    }
}
