using System.Diagnostics;

namespace Modelyard.StepRunner.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly StepRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("not json", "cannot read the job")]
    [InlineData("{}", "cannot read the job")]
    [InlineData("null", "is null; expected an object")]
    public async Task Says_what_is_wrong_with_a_job(string job, string message)
    {
        await File.WriteAllTextAsync(_run.In("job.json"), job, TestContext.Current.CancellationToken);

        var (code, error) = await Run(_run.In("job.json"));

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_it_is_used() => Assert.Equal((2, "usage: yard-step JOB.json\n"), await Run());

    [Fact]
    public async Task Says_when_the_outcome_cannot_be_written()
    {
        _run.Job = _run.Job with { Command = ["true"], Outcome = _run.In("input/data/outcome.json") };
        using var runner = _run.Start();

        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, runner.ExitCode);
    }

    private static async Task<(int Code, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "yard-step"), arguments) { RedirectStandardError = true };
        using var runner = Process.Start(start)!;
        var error = await runner.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (runner.ExitCode, error);
    }
}
