using Modelyard.Running.Contract;

namespace Modelyard.StepRunner.Tests;

public sealed class ExitTests : IDisposable
{
    private readonly StepRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(255)]
    public void Reports_the_exit_code(int code)
    {
        var outcome = _run.Shell($"exit {code}");

        Assert.Equal((StepEnd.Exited, code, null, null), (outcome.End, outcome.ExitCode, outcome.Signal, outcome.Message));
    }

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("SEGV", 11)]
    [InlineData("TERM", 15)]
    public void Reports_the_signal_that_the_runner_did_not_send(string name, int number)
    {
        var outcome = _run.Shell($"kill -{name} $$");

        Assert.Equal((StepEnd.Killed, null, number), (outcome.End, outcome.ExitCode, outcome.Signal));
    }

    [Fact]
    public void Reports_a_step_that_the_kernel_stops_for_its_processor_time()
    {
        var outcome = _run.Shell("ulimit -t 1; while :; do :; done");

        Assert.Equal(StepEnd.Killed, outcome.End);
        Assert.InRange(outcome.CpuSeconds, 0.5, 5);
    }

    [Fact]
    public void Measures_time_and_memory_of_descendants_too()
    {
        var outcome = _run.Shell($"{StepRun.Python} -c 'b = bytearray(200 << 20); import time; t = time.process_time()\nwhile time.process_time() < t + 0.3: pass'");

        Assert.Equal(0, outcome.ExitCode);
        Assert.InRange(outcome.PeakMemory, 200L << 20, 300L << 20);
        Assert.InRange(outcome.CpuSeconds, 0.3, outcome.Seconds * Environment.ProcessorCount);
    }

    [Fact]
    public void Gives_the_step_its_environment_and_nothing_else()
    {
        _run.Job = _run.Job with { Environment = new Dictionary<string, string> { ["B"] = "two\nlines = ü", ["A"] = "" } };

        _run.Run("/usr/bin/env", "-0");

        Assert.Equal(["A=", "B=two\nlines = ü"], _run.Log.TrimEnd('\0').Split('\0').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Starts_the_step_with_clean_hands()
    {
        // An own session and group, no descriptors but three, nothing to read, no signal ignored or blocked, a usual umask.
        var outcome = _run.Run(StepRun.Python, "-S", "-c", """
            import os, sys
            print(os.getsid(0) == os.getpid() == os.getpgid(0), sorted(os.listdir("/proc/self/fd"))[:3], len(os.listdir("/proc/self/fd")))
            print(sys.stdin.read() == "", oct(os.umask(0)))
            status = dict(line.split(":\t") for line in open("/proc/1/../self/status"))
            print(int(status["SigBlk"], 16), status["NoNewPrivs"].strip())
            """);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("True ['0', '1', '2'] 4\nTrue 0o22\n0 1\n", _run.Log);
    }

    [Fact]
    public void A_broken_pipe_ends_a_step_as_usual()
    {
        Assert.Equal("141\n", Log("sh -c 'yes; exit $?' | head -n 1 >/dev/null; sh -c 'kill -PIPE $$'; echo $?"));

        string Log(string script)
        {
            _run.Shell(script);
            return _run.Log;
        }
    }
}
