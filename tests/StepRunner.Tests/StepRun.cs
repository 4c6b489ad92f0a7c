using System.Diagnostics;
using System.Text.Json;
using Modelyard.Running.Contract;

namespace Modelyard.StepRunner.Tests;

/// <summary>A temporary folder and the runner in it as a real process, started the way the executor does.</summary>
public sealed class StepRun : IDisposable
{
    public const string Python = "/usr/bin/python3";

    private readonly List<Process> _runners = [];

    // In the environment of every process of the step, so that what is left over can be found.
    private readonly string _mark = Guid.NewGuid().ToString("N");

    public StepRun()
    {
        Root = Directory.CreateTempSubdirectory("yard-step-").FullName;
        foreach (var folder in new[] { "scratch", "output", "input" }) Directory.CreateDirectory(In(folder));
        File.WriteAllText(In("input/data"), "untouched");
        Job = new StepJob
        {
            Command = [],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = In("scratch"), ["TMPDIR"] = In("scratch"), ["MARK"] = _mark },
            WorkingDirectory = In("scratch"),
            Writable = [In("scratch"), In("output")],
            Log = In("step.log"),
            TimeoutSeconds = 60,
            GraceSeconds = 5,
            Outcome = In("outcome.json"),
        };
    }

    public string Root { get; }

    public StepJob Job { get; set; }

    public string Log => File.ReadAllText(Job.Log);

    public string In(string path) => Path.Combine(Root, path);

    /// <summary>Runs a shell script as the step; <c>$0</c> is the temporary folder.</summary>
    public StepOutcome Shell(string script) => Run("/bin/sh", "-c", script, Root);

    /// <summary>Runs a command as the step and waits for its outcome.</summary>
    public StepOutcome Run(params string[] command)
    {
        Job = Job with { Command = command };
        using var runner = Start();
        return Outcome(runner);
    }

    /// <summary>Starts the runner with a pipe as its standard input.</summary>
    /// <param name="through">A command that executes the runner in turn.</param>
    public Process Start(IReadOnlyList<string>? through = null)
    {
        File.WriteAllBytes(In("job.json"), JsonSerializer.SerializeToUtf8Bytes(Job, StepContractJson.Default.StepJob));
        string[] command = [.. through ?? [], Path.Combine(AppContext.BaseDirectory, "yard-step"), In("job.json")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true };
        start.Environment["SECRET_OF_THE_RUNNER"] = "must not be inherited";
        var runner = Process.Start(start)!;
        _runners.Add(runner);
        return runner;
    }

    /// <summary>Waits for the runner, which must have done its work.</summary>
    public StepOutcome Outcome(Process runner)
    {
        Assert.True(runner.WaitForExit(TimeSpan.FromSeconds(60)), "the runner is still there");
        Assert.Equal(0, runner.ExitCode);
        return JsonSerializer.Deserialize(File.ReadAllBytes(Job.Outcome), StepContractJson.Default.StepOutcome)!;
    }

    public async Task MakeFifo(string path)
    {
        using var mkfifo = Process.Start("mkfifo", [In(path)]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the step has made a file, and gives its text.</summary>
    public async Task<string> Text(string path)
    {
        while (true)
        {
            if (File.Exists(In(path)) && await File.ReadAllTextAsync(In(path), TestContext.Current.CancellationToken) is { Length: > 0 } text) return text.Trim();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until no process of the step is left; <see langword="false"/> after five seconds.</summary>
    public async Task<bool> IsGone()
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            if (!Directory.EnumerateDirectories("/proc").Any(folder => EnvironmentOf(folder).Contains(_mark, StringComparison.Ordinal))) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var runner in _runners) runner.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static string EnvironmentOf(string folder)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? File.ReadAllText(Path.Combine(folder, "environ")) : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
