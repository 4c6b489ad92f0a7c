using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Containers;

public sealed class EngineSearchTests
{
    [Fact]
    public async Task The_engine_of_this_machine_is_found_and_asked_what_it_is()
    {
        var engine = await FindAsync(null);

        Assert.Equal(EngineKind.Podman, engine.Kind);
        Assert.Matches(@"^\d+\.\d+", engine.Version);
        Assert.EndsWith("/podman", engine.Program, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_named_and_not_there_is_told_with_the_variable()
    {
        var failure = await Assert.ThrowsAsync<YardException>(() => FindAsync("/opt/none/podman"));

        Assert.Equal("error YARD3101: YARD_CONTAINER_ENGINE is '/opt/none/podman', which is not on this machine", failure.Diagnostics[0].ToString());
    }

    [Fact]
    public async Task A_program_that_is_no_engine_is_told_with_its_last_words()
    {
        using var folder = new ScratchFolder();
        var program = folder.Write("engine", "#!/bin/sh\necho 'cannot connect to its daemon' >&2\nexit 1\n", executable: true);

        var failure = await Assert.ThrowsAsync<YardException>(() => FindAsync(program));

        Assert.Equal($"error YARD3102: {program}: cannot connect to its daemon", failure.Diagnostics[0].ToString());
    }

    [Theory]
    [InlineData("Docker version 27.1.1, build 6312585", "27.1.1 [name=seccomp,profile=builtin name=cgroupns]", EngineKind.Docker, false)]
    [InlineData("Docker version 27.1.1, build 6312585", "27.1.1 [name=seccomp,profile=builtin name=rootless name=cgroupns]", EngineKind.Docker, true)]
    [InlineData("podman version 5.0.2", "5.0.2 true", EngineKind.Podman, true)]
    public async Task What_a_program_is_it_says_itself_whatever_its_name(string version, string told, EngineKind kind, bool rootless)
    {
        using var folder = new ScratchFolder();
        var program = folder.Write("docker", $"#!/bin/sh\nif [ \"$1\" = info ]; then echo '{told}'; else echo '{version}'; fi\n", executable: true);

        var engine = await FindAsync(program);

        Assert.Equal((kind, rootless, told.Split(' ')[0]), (engine.Kind, engine.Rootless, engine.Version));
    }

    private static Task<ContainerEngine> FindAsync(string? named) =>
        new EngineSearch(new HostCommands(TimeProvider.System), _ => named).FindAsync(TestContext.Current.CancellationToken);
}
