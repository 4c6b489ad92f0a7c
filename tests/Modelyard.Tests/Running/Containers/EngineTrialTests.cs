using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;

namespace Modelyard.Tests.Running.Containers;

/// <summary>What is made of engines that differ: of this machine there is only one.</summary>
public sealed class EngineTrialTests
{
    private static readonly ContainerEngine Engine = new("/usr/bin/podman", EngineKind.Podman, "4.3.1", Rootless: false, [], LimitsMemory: true, LimitsCpus: true);
    private static readonly ContainerImage Image = new("/layout", "step", Digest.Of("image"u8), ["/yard/bin/yard-step"]);

    [Fact]
    public async Task An_engine_that_starts_containers_is_told_nothing_more()
    {
        var engine = await TryAsync(_ => (2, "usage: yard-step JOB.json"));

        Assert.Empty(engine.Start);
        Assert.True(engine is { LimitsMemory: true, LimitsCpus: true });
    }

    [Fact]
    public async Task Limits_above_the_hard_ones_are_lowered()
    {
        var engine = await TryAsync(command => command.Contains("nproc=4096:4096", StringComparison.Ordinal) ? (2, "usage") : (126, "error setting rlimit type 7: operation not permitted"));

        Assert.Equal("--ulimit", engine.Start[0]);
        Assert.StartsWith("nofile=", engine.Start[1], StringComparison.Ordinal);
        Assert.Equal(["--ulimit", "nproc=4096:4096"], engine.Start.Skip(2));
    }

    [Fact]
    public async Task An_oci_runtime_that_refuses_is_exchanged()
    {
        var engine = await TryAsync(command => command.Contains("--runtime runc", StringComparison.Ordinal) ? (2, "usage") : (126, "crun: invalid file system type on '/sys/fs/cgroup'"));

        Assert.Equal(["--runtime", "runc"], engine.Start);
    }

    [Fact]
    public async Task Limits_that_are_dropped_with_a_word_are_not_counted_on()
    {
        var engine = await TryAsync(command => (2, command.Contains("--memory", StringComparison.Ordinal) ? "Resource limits are not supported and ignored on cgroups V1 rootless systems" : "usage"));

        Assert.True(engine is { LimitsMemory: false, LimitsCpus: true });
    }

    [Fact]
    public async Task An_engine_that_starts_nothing_is_named_with_each_try()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => TryAsync(_ => (125, "no space left on device")));

        Assert.StartsWith("/usr/bin/podman 4.3.1 cannot start a container:\n    as it is: no space left on device\n    --ulimit nofile=", failure.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal(ContainerCodes.CannotStart, failure.Diagnostics[0].Code);
    }

    private static Task<ContainerEngine> TryAsync(Func<string, (int ExitCode, string LastLine)> answer) =>
        new EngineTrial(new Told(answer)).RunAsync(Engine, Image, [], "yard-trial", TestContext.Current.CancellationToken);

    private sealed class Told(Func<string, (int ExitCode, string LastLine)> answer) : ICommands
    {
        public Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation)
        {
            var (exitCode, line) = answer(command.ToString());
            return Task.FromResult(new CommandResult(exitCode, "", [line]));
        }
    }
}
