namespace Modelyard.StepRunner.Tests;

public sealed class ConfinementTests : IDisposable
{
    private readonly StepRun _run = new();

    public ConfinementTests()
    {
        Assert.SkipUnless(_run.Shell("true").Confined, "the kernel has no Landlock of ABI 3 or newer");
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("echo x > $0/made")]
    [InlineData("echo x > $0/input/data")]
    [InlineData("echo x >> $0/input/data")]
    [InlineData("echo x > /tmp/yard-step-test-$$")]
    [InlineData("rm $0/input/data")]
    [InlineData("mv $0/input/data $0/output/data")]
    [InlineData("echo x > new; mv new $0/input/data")]
    [InlineData("ln $0/input/data $0/output/data && echo x > $0/output/data")]
    [InlineData("ln -s $0/input $0/output/in && echo x > $0/output/in/data")]
    [InlineData("ln -s $0/input/data $0/output/data && echo x > $0/output/data")]
    [InlineData("echo x > $0/output/../input/data")]
    [InlineData("cd /proc/self/cwd/../input && echo x > data")]
    [InlineData("mkdir $0/input/folder")]
    [InlineData("mkfifo $0/input/fifo")]
    [InlineData("ln -s / $0/input/link")]
    [InlineData("truncate -s 0 $0/input/data")]
    [InlineData("/usr/bin/python3 -c 'import os, sys; os.truncate(sys.argv[1], 0)' $0/input/data")]
    [InlineData("mv $0/input $0/output/input")]
    [InlineData("mv $0/output $0/renamed")]
    [InlineData("setsid sh -c 'echo x > $0/input/data' $0")]
    [InlineData("echo x > ${0%/*}/$(basename $0)/outcome.json")]
    [InlineData("echo x > $0/job.json")]
    [InlineData("echo x > $0/step.log")]
    public void Refuses_to_write_elsewhere(string script)
    {
        var before = Listing();

        var outcome = _run.Shell(script);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.True(outcome.Confined);
        Assert.Equal(before, Listing());
        Assert.Equal("untouched", File.ReadAllText(_run.In("input/data")));
    }

    [Theory]
    [InlineData("echo x > $0/output/a && mv $0/output/a $0/output/b && rm $0/output/b")]
    [InlineData("mkdir -p $0/output/a/b && echo x > $0/output/a/b/c && mv $0/output/a/b/c $0/output/c && ln $0/output/c $0/output/a/c")]
    [InlineData("echo x > a && mv a $0/output/a && truncate -s 0 $0/output/a")]
    [InlineData("echo x > /dev/null && echo y > /dev/stderr && cat $0/input/data && ls -l / > list")]
    [InlineData("ln -s a $0/output/link && mkfifo fifo")]
    [InlineData("/usr/bin/python3 -c 'import multiprocessing as m; l = m.Lock(); print(m.Pool(2).map(abs, [-1]))'")]
    [InlineData("/usr/bin/python3 -c 'import tempfile; tempfile.TemporaryFile().write(b\"x\")'")]
    [InlineData("/usr/bin/python3 -c 'import os; os.openpty()'")]
    public void Lets_a_step_do_its_work(string script)
    {
        var outcome = _run.Shell(script);

        Assert.Equal((0, true), (outcome.ExitCode, outcome.Confined));
    }

    [Fact]
    public void Gains_no_privileges()
    {
        _run.Shell("grep NoNewPrivs /proc/self/status");

        Assert.Equal("NoNewPrivs:\t1\n", _run.Log);
    }

    [Fact]
    public void Cannot_signal_the_runner_nor_anyone_else()
    {
        var outcome = _run.Shell($"kill -KILL $PPID; kill -KILL {Environment.ProcessId}; kill -0 1; echo alive");

        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("alive\n", _run.Log, StringComparison.Ordinal);
    }

    private string[] Listing() => [.. Directory.EnumerateFileSystemEntries(_run.Root, "*", SearchOption.AllDirectories)
        .Where(path => !path.StartsWith(_run.In("scratch/"), StringComparison.Ordinal) && !path.StartsWith(_run.In("output/"), StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];
}
