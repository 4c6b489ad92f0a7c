namespace Modelyard.StepRunner.Tests;

public sealed class LogTests : IDisposable
{
    private readonly StepRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Keeps_the_first_and_the_last_half_of_a_hundred_megabytes()
    {
        _run.Job = _run.Job with { LogLimit = 1 << 20 };

        var outcome = _run.Shell("echo first; yes 123456789 | head -c 100000000; echo last");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(100_000_011 - (1 << 20), outcome.LogDropped);
        Assert.StartsWith("first\n123456789\n", _run.Log, StringComparison.Ordinal);
        Assert.Contains($"\n[yard-step: {outcome.LogDropped} bytes of log were left out here]\n", _run.Log, StringComparison.Ordinal);
        Assert.EndsWith("123456789\nlast\n", _run.Log, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(_run.Job.Log).Length, 1 << 20, (1 << 20) + 100);
    }

    [Fact]
    public void Keeps_output_and_errors_in_their_order()
    {
        _run.Shell("echo one; echo two >&2; echo three");

        Assert.Equal("one\ntwo\nthree\n", _run.Log);
    }

    [Fact]
    public async Task Can_be_read_while_the_step_runs()
    {
        _run.Job = _run.Job with { Command = ["/bin/sh", "-c", "echo early; cat $0/output/go >/dev/null", _run.Root] };
        await _run.MakeFifo("output/go");

        using var runner = _run.Start();
        Assert.Equal("early", await _run.Text("step.log"));

        await File.WriteAllTextAsync(_run.In("output/go"), "go", TestContext.Current.CancellationToken);
        Assert.Equal(0, _run.Outcome(runner).ExitCode);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(10, 10)]
    [InlineData(10, 11)]
    [InlineData(11, 100)]
    [InlineData(9000, 9000)]
    [InlineData(9000, 8999)]
    [InlineData(9000, 20000)]
    [InlineData(1 << 16, 1 << 17)]
    public void Keeps_exactly_its_limit(int limit, int length)
    {
        var text = new byte[length];
        for (var i = 0; i < length; i++) text[i] = (byte)('a' + (i % 23));
        foreach (var chunk in new[] { 1, 7, 4096, length })
        {
            var log = new BoundedLog(_run.Job.Log, limit);
            using (log)
            {
                foreach (var part in text.Chunk(chunk)) log.Write(part);
            }

            var dropped = Math.Max(0, length - limit);
            var head = limit - (limit / 2);
            byte[] expected = dropped == 0
                ? text
                : [.. text[..head], .. System.Text.Encoding.UTF8.GetBytes($"\n[yard-step: {dropped} bytes of log were left out here]\n"), .. text[^(limit / 2)..]];
            Assert.Equal(dropped, log.Dropped);
            Assert.Equal(expected, File.ReadAllBytes(_run.Job.Log));
        }
    }
}
