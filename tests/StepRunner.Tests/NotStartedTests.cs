using Modelyard.Running.Contract;

namespace Modelyard.StepRunner.Tests;

public sealed class NotStartedTests : IDisposable
{
    private readonly StepRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Names_a_program_that_is_not_in_the_path() =>
        Expect("there is no program 'no-such-program' in PATH (/usr/bin:/bin)", "no-such-program");

    [Fact]
    public void Names_a_program_that_does_not_exist() => Expect("there is no program './missing'", "./missing");

    [Fact]
    public void Names_a_program_that_may_not_be_executed()
    {
        File.WriteAllText(_run.In("scratch/tool"), "#!/bin/sh\n");

        Expect("'./tool' is not executable; expected the mode 755", "./tool");
    }

    [Fact]
    public void Names_a_folder_in_place_of_a_program() => Expect("'/usr/bin' is a folder, expected a program", "/usr/bin");

    [Fact]
    public void Names_a_script_without_its_first_line()
    {
        Script("echo hello\n");

        Expect($"'{_run.In("scratch/tool")}' is no program of this machine; a script needs '#!' in its first line", _run.In("scratch/tool"));
    }

    [Fact]
    public void Names_a_script_whose_interpreter_is_missing()
    {
        Script("#!/no/interpreter\n");

        Expect($"'{_run.In("scratch/tool")}' cannot be started: the interpreter in its '#!' line does not exist", _run.In("scratch/tool"));
    }

    [Fact]
    public void Names_a_working_directory_that_is_missing()
    {
        _run.Job = _run.Job with { WorkingDirectory = _run.In("nowhere") };

        Expect($"the working directory '{_run.In("nowhere")}' does not exist", "true");
    }

    [Fact]
    public void Names_a_writable_folder_that_is_missing()
    {
        _run.Job = _run.Job with { Writable = [_run.In("scratch"), _run.In("gone")] };

        Expect($"the writable folder '{_run.In("gone")}' does not exist", "true");
    }

    [Fact]
    public void Refuses_an_environment_larger_than_the_kernel_takes()
    {
        _run.Job = _run.Job with { Environment = new Dictionary<string, string> { ["PATH"] = "/bin", ["HUGE"] = new string('x', 4 << 20) } };

        Expect("'/bin/true' cannot be started: its arguments and environment are larger than the kernel takes", "true");
    }

    [Fact]
    public void Passes_a_large_environment_that_the_kernel_takes()
    {
        _run.Job = _run.Job with { Environment = Enumerable.Range(0, 10).ToDictionary(i => $"LARGE{i}", _ => new string('x', 100_000)) };

        var outcome = _run.Run("/bin/sh", "-c", "echo ${#LARGE9}");

        Assert.Equal((0, "100000\n"), (outcome.ExitCode, _run.Log));
    }

    [Theory]
    [InlineData("A=B", "'A=B' cannot be the name of an environment variable")]
    [InlineData("", "'' cannot be the name of an environment variable")]
    public void Refuses_a_variable_that_no_environment_can_hold(string name, string message)
    {
        _run.Job = _run.Job with { Environment = new Dictionary<string, string> { [name] = "1" } };

        Expect(message, "true");
    }

    [Fact]
    public void Refuses_an_empty_command() => Expect("the command is empty");

    [Fact]
    public void Makes_the_folder_of_the_log()
    {
        _run.Job = _run.Job with { Log = _run.In("logs/run/step.log") };

        Assert.Equal(StepEnd.Exited, _run.Shell("echo here").End);
        Assert.Equal("here\n", _run.Log);
    }

    [Fact]
    public void Names_a_log_that_cannot_be_written()
    {
        _run.Job = _run.Job with { Log = _run.In("input/data/step.log") };

        var outcome = _run.Run("true");

        Assert.Equal(StepEnd.NotStarted, outcome.End);
        Assert.Contains(_run.In("input/data"), outcome.Message, StringComparison.Ordinal);
    }

    private void Script(string text)
    {
        File.WriteAllText(_run.In("scratch/tool"), text);
        File.SetUnixFileMode(_run.In("scratch/tool"), (UnixFileMode)0b111_101_101);
    }

    private void Expect(string message, params string[] command)
    {
        var outcome = _run.Run(command);

        Assert.Equal((StepEnd.NotStarted, message), (outcome.End, outcome.Message));
        Assert.Null(outcome.ExitCode);
    }
}
