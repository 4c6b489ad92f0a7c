using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

/// <summary>With a real virtual environment, and a pip that may not use the network.</summary>
public sealed class VirtualEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_package_index_out_of_reach_is_a_coded_error_with_what_to_install()
    {
        var host = new HostSystem { HasApt = false, IsRoot = true, Pythons = ["/usr/bin/python3"] };
        var provisioner = new RuntimeProvisioner(_folder.File("a store"), host, new OfflineCommands(), TimeProvider.System);
        var runtime = RuntimeSpecs.Python("x", new RuntimePackageSpec { Import = "modelyard_nowhere", Debian = "python3-nowhere", Pip = "modelyard-nowhere", AtLeast = "1.0" });

        var error = await Assert.ThrowsAsync<YardException>(() => provisioner.ProvisionAsync(new RuntimeNeeds([runtime], []), new Progress<string>(), TestContext.Current.CancellationToken));

        Assert.Equal(["YARD7003", "YARD7001"], error.Diagnostics.Select(diagnostic => diagnostic.Code.Id));
        Assert.Contains("python3 -m pip install 'modelyard-nowhere>=1.0'", error.Diagnostics[1].Hint, StringComparison.Ordinal);
        Assert.Contains("$ ", await File.ReadAllTextAsync(_folder.File("a store", "setup", "setup.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_whose_making_was_cut_short_is_made_anew()
    {
        var environment = new VirtualEnvironment(_folder.File("python"));
        Directory.CreateDirectory(_folder.File("python", "bin"));
        await File.WriteAllTextAsync(environment.Interpreter, "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("python.unfinished"), "", TestContext.Current.CancellationToken);
        Assert.False(environment.IsUsable);
        var machine = new FakeDebian(_folder.File("status")) { PipInstalls = "1.0" };
        var journal = new SetupJournal(_folder.File("log"), machine, new Progress<string>(), TimeProvider.System);

        Assert.Empty(await environment.InstallAsync([RuntimeSpecs.Numpy], ["/usr/bin/python3"], journal, TestContext.Current.CancellationToken));

        Assert.True(environment.IsUsable);
        Assert.Equal(["venv", "pip install numpy>=1.24"], machine.Ran);
    }

    private sealed class OfflineCommands : ICommands
    {
        private readonly HostCommands _host = new(TimeProvider.System);

        public Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation) => _host.RunAsync(
            command with { Environment = new Dictionary<string, string?>(command.Environment) { ["PIP_NO_INDEX"] = "1" } }, onLine, cancellation);
    }
}
