using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class HostCommandsTests
{
    private readonly HostCommands _commands = new(TimeProvider.System);

    [Fact]
    public async Task Output_errors_and_exit_code_are_kept()
    {
        var lines = new List<string>();

        var result = await _commands.RunAsync(new Command("/bin/sh", "-c", "echo one; echo two >&2; cat; exit 3"), lines.Add, TestContext.Current.CancellationToken);

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("one\n", result.Output);
        Assert.Equal(["one", "two"], result.Tail.Order());
        Assert.Equal(["one", "two"], lines.Order());
    }

    [Fact]
    public async Task Variables_are_set_and_taken_away()
    {
        var command = new Command("/bin/sh", "-c", "echo $GIVEN ${HOME-gone}") { Environment = new Dictionary<string, string?> { ["GIVEN"] = "yes", ["HOME"] = null } };

        Assert.Equal("yes gone\n", (await _commands.RunAsync(command, null, TestContext.Current.CancellationToken)).Output);
    }

    [Fact]
    public async Task A_program_that_is_not_there_ends_with_127() =>
        Assert.Equal(127, (await _commands.RunAsync(new Command("/no/such/program"), null, TestContext.Current.CancellationToken)).ExitCode);

    [Theory]
    [InlineData("trap 'exit 0' INT; echo ready; while :; do sleep 0.1; done")]
    [InlineData("trap '' INT; echo ready; while :; do sleep 0.1; done")]
    public async Task A_cancelled_program_is_gone_when_the_call_returns(string script)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var command = new Command("/bin/sh", "-c", "echo $$; " + script) { Grace = TimeSpan.FromMilliseconds(200) };
        var process = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _commands.RunAsync(command, line => OnLine(line), stop.Token));

        Assert.False(Directory.Exists($"/proc/{process}"));

        void OnLine(string line)
        {
            if (line == "ready") stop.Cancel();
            else process = int.Parse(line);
        }
    }

    [Fact]
    public void A_command_is_written_as_a_shell_would_take_it() =>
        Assert.Equal("pip install 'numpy>=1.24' 'it'\\''s'", new Command("pip", "install", "numpy>=1.24", "it's").ToString());
}
