using Microsoft.Extensions.Time.Testing;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class RuntimeProvisionerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeDebian _machine;
    private readonly List<string> _said = [];
    private HostSystem _host = new() { HasApt = true, IsRoot = true, Pythons = ["/usr/bin/python3"] };

    public RuntimeProvisionerTests() => _machine = new FakeDebian(_folder.File("status"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_installed_or_said_when_all_is_there()
    {
        _machine.Installed.UnionWith(["python3-numpy", "python3-sklearn"]);

        var provision = await ProvisionAsync(Needs(RuntimeSpecs.Learning));

        Assert.Empty(_machine.Ran);
        Assert.Empty(_said);
        Assert.Empty(provision.Warnings);
        Assert.Equal("/usr/bin/python3", provision.Runtimes["sklearn"].Interpreter);
        Assert.Equal("Haswell", provision.Runtimes["sklearn"].Environment["OPENBLAS_CORETYPE"]);
    }

    [Fact]
    public async Task Root_on_Debian_installs_everything_in_one_go_and_refreshes_once_after()
    {
        var data = Data("fashion", refresh: false);
        var lists = Data("icons", refresh: true);

        var provision = await ProvisionAsync(Needs([RuntimeSpecs.Learning, RuntimeSpecs.Python("flask-sklearn", RuntimeSpecs.Flask)], data, lists));

        Assert.Equal(
            [
                "apt-get update",
                "apt-get install -y --no-install-recommends fashion icons python3-flask python3-numpy python3-sklearn libopenblas0-pthread",
                "apt-get update",
            ],
            _machine.Ran);
        Assert.Equal(["flask-sklearn", "sklearn"], provision.Runtimes.Keys.Order());
        Assert.Contains("apt-get update: fetching the data of reads-icons", _said);
    }

    [Fact]
    public async Task Components_in_CSharp_need_the_SDK()
    {
        var needs = Needs([new RuntimeSpec { Name = "mlnet", Description = "A test's.", Language = "dotnet" }]) with { Building = new Dictionary<string, string> { ["mlnet"] = "/nowhere" } };

        var failure = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(needs));

        Assert.Equal(
            "error YARD7010: runtime mlnet: no .NET SDK 10 was found, by which its components are built → install it, and name its folder in DOTNET_ROOT where it is in an unusual place",
            Assert.Single(failure.Diagnostics).ToString());
    }

    [Fact]
    public async Task Data_that_only_waits_for_an_update_gets_just_that()
    {
        var lists = Data("icons", refresh: true);
        _machine.Installed.Add("icons");

        await ProvisionAsync(Needs([], lists));

        Assert.Equal(["apt-get update"], _machine.Ran);
    }

    [Fact]
    public async Task OpenBLAS_is_installed_beside_a_NumPy_that_runs_on_another_BLAS()
    {
        _machine.Installed.UnionWith(["python3-numpy", "python3-sklearn"]);
        _machine.OpenBlasIsChosen = false;

        var provision = await ProvisionAsync(Needs(RuntimeSpecs.Learning));

        Assert.Equal(["apt-get update", "apt-get install -y --no-install-recommends libopenblas0-pthread"], _machine.Ran);
        Assert.Empty(provision.Warnings);
    }

    [Fact]
    public async Task Another_BLAS_is_a_warning_where_nothing_may_be_installed()
    {
        _host = _host with { IsRoot = false };
        _machine.Installed.UnionWith(["python3-numpy", "python3-sklearn"]);
        _machine.OpenBlasIsChosen = false;

        var provision = await ProvisionAsync(Needs(RuntimeSpecs.Learning));

        Assert.Equal([RuntimeCodes.BlasNotPinned], provision.Warnings.Select(warning => warning.Code));
        Assert.Empty(_machine.Ran);
    }

    [Fact]
    public async Task A_package_that_apt_lacks_leads_to_a_virtual_environment_and_the_data_still_comes()
    {
        _machine.Available.Remove("python3-sklearn");
        _machine.PipInstalls = "2.0";

        var provision = await ProvisionAsync(Needs([RuntimeSpecs.Learning], Data("fashion", refresh: false)));

        Assert.Equal(
            [
                "apt-get update",
                "apt-get install -y --no-install-recommends fashion python3-numpy python3-sklearn libopenblas0-pthread",
                "apt-get install -y --no-install-recommends fashion",
                "venv",
                "pip install numpy>=1.24 scikit-learn>=1.2",
            ],
            _machine.Ran);
        Assert.Equal(_folder.File("store", "python", "bin", "python3"), provision.Runtimes["sklearn"].Interpreter);
        Assert.Equal("2.0", (string?)provision.Runtimes["sklearn"].Lock.Document["packages"]!["numpy"]);
    }

    [Fact]
    public async Task The_store_s_own_Python_is_found_again()
    {
        _host = _host with { HasApt = false };
        _machine.PipInstalls = "2.0";
        await ProvisionAsync(Needs(RuntimeSpecs.Learning));
        _machine.Ran.Clear();

        await ProvisionAsync(Needs(RuntimeSpecs.Learning));

        Assert.Empty(_machine.Ran);
    }

    [Fact]
    public async Task What_cannot_be_installed_is_told_at_once_with_both_command_lines()
    {
        _host = _host with { IsRoot = false };

        var error = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(Needs([RuntimeSpecs.Learning], Data("fashion", refresh: false), Data("icons", refresh: true))));

        Assert.Equal(
            [
                "error YARD7003: pip ended with exit code 1: ERROR: No matching distribution found for numpy>=1.24 → the whole output is in STORE/setup/setup.log",
                "error YARD7001: runtime sklearn: the nearest Python, /usr/bin/python3, lacks numpy 1.24 or newer, scikit-learn 1.2 or newer → "
                    + "on Debian or Ubuntu: sudo apt-get install -y --no-install-recommends libopenblas0-pthread python3-numpy python3-sklearn; "
                    + "elsewhere: python3 -m pip install 'numpy>=1.24' 'scikit-learn>=1.2' into a Python that YARD_PYTHON then names",
                "c.yaml:2:3: error YARD7004: source reads-fashion reads DATA/fashion, which is not there → sudo apt-get install -y --no-install-recommends fashion",
                "c.yaml:2:3: error YARD7004: source reads-icons reads DATA/icons, which is not there → sudo apt-get install -y --no-install-recommends icons && sudo apt-get update",
            ],
            error.Diagnostics.Select(Anonymous));
    }

    [Fact]
    public async Task Data_outside_Debian_is_named_with_file_and_place()
    {
        _host = _host with { HasApt = false };

        var error = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(Needs([], Data("icons", refresh: true))));

        Assert.Equal(
            ["c.yaml:2:3: error YARD7004: source reads-icons reads DATA/icons, which is not there → put that file there; "
                + "on Debian and Ubuntu the package icons brings it with the next apt-get update"],
            error.Diagnostics.Select(Anonymous));
    }

    [Fact]
    public async Task Data_that_apt_does_not_bring_is_not_answered_with_the_same_advice()
    {
        var elsewhere = new DataPackageSpec { File = _folder.File("data", "elsewhere"), Debian = "icons", Refresh = true };
        _machine.OtherPackages["icons"] = (null, true);

        var error = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(Needs([], new DataNeed("apps", elsewhere, new SourcePosition("c.yaml", 2, 3)))));

        Assert.Equal(
            ["c.yaml:2:3: error YARD7004: source apps reads DATA/elsewhere, which is not there → "
                + "apt-get ran for the package icons and did not bring it (see STORE/setup/setup.log): another mirror may, or put that file there"],
            error.Diagnostics.Select(Anonymous));
    }

    [Fact]
    public async Task A_preferred_Python_that_will_not_do_is_told_of_and_another_is_used()
    {
        _host = _host with { PreferredPython = "/opt/python" };
        _machine.Pythons["/opt/python"] = new() { ["numpy"] = "1.20" };
        _machine.Installed.UnionWith(["python3-numpy", "python3-sklearn"]);

        var provision = await ProvisionAsync(Needs(RuntimeSpecs.Learning));

        Assert.Equal(
            ["warning YARD7007: YARD_PYTHON names /opt/python: lacks numpy 1.24 or newer, scikit-learn 1.2 or newer; using /usr/bin/python3 instead"],
            provision.Warnings.Select(warning => warning.ToString()));
    }

    [Fact]
    public async Task A_pinned_kernel_that_the_processor_lacks_is_a_warning()
    {
        _machine.Installed.UnionWith(["python3-numpy", "python3-sklearn"]);
        var runtime = RuntimeSpecs.Learning with { Environment = new Dictionary<string, string> { ["OPENBLAS_CORETYPE"] = "ARMV8" } };

        var provision = await ProvisionAsync(Needs(runtime));

        Assert.Equal(["warning YARD7006: runtime sklearn pins the BLAS kernel ARMV8; OpenBLAS chose Haswell"], provision.Warnings.Select(warning => warning.ToString()));
    }

    [Fact]
    public async Task A_library_that_cannot_be_locked_is_refused_by_name()
    {
        var runtime = RuntimeSpecs.Learning with { Libraries = [new RuntimeLibrarySpec { Name = "openblass", Debian = "x" }] };

        var error = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(Needs(runtime)));

        Assert.Equal(
            "pipelines/Runtimes/sklearn/runtime.yaml: error YARD7008: libraries: found 'openblass', expected openblas → did you mean 'openblas'?",
            Assert.Single(error.Diagnostics).ToString());
    }

    [Fact]
    public async Task Apt_s_lock_is_waited_for()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        _machine.LockedCalls = 2;
        var provisioning = Provisioner(time).ProvisionAsync(Needs(RuntimeSpecs.Learning), new Said(_said), TestContext.Current.CancellationToken);
        while (!provisioning.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        await provisioning;
        Assert.Equal(3, _machine.Ran.Count(line => line == "apt-get update"));
        Assert.Single(_said, "apt-get is in use by another program; waiting for up to 5 minutes");
    }

    [Fact]
    public async Task Nothing_is_installed_where_only_asked_what_is_there()
    {
        Assert.Null(await Provisioner(TimeProvider.System).FindAsync(Needs(RuntimeSpecs.Learning), TestContext.Current.CancellationToken));
        Assert.Empty(_machine.Ran);
        Assert.False(Directory.Exists(_folder.File("store")));
    }

    [Fact]
    public async Task A_runtime_on_dotnet_needs_no_interpreter()
    {
        var provision = await ProvisionAsync(Needs(RuntimeSpecs.Dotnet));

        Assert.Null(provision.Runtimes["onnx"].Interpreter);
        Assert.Equal(Environment.Version.ToString(3), (string?)provision.Runtimes["onnx"].Lock.Document["interpreter"]!["version"]);
        Assert.Equal(0, _machine.Probes);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_to_is_a_coded_error()
    {
        File.WriteAllText(_folder.File("store"), "a file");

        var error = await Assert.ThrowsAsync<YardException>(() => ProvisionAsync(Needs(RuntimeSpecs.Learning)));

        Assert.Equal("YARD7009", Assert.Single(error.Diagnostics).Code.Id);
    }

    private Task<Provision> ProvisionAsync(RuntimeNeeds needs) =>
        Provisioner(TimeProvider.System).ProvisionAsync(needs, new Said(_said), TestContext.Current.CancellationToken);

    private RuntimeProvisioner Provisioner(TimeProvider time) => new(_folder.File("store"), _host, _machine, time);

    private static RuntimeNeeds Needs(RuntimeSpec runtime) => new([runtime], []);

    private static RuntimeNeeds Needs(IReadOnlyList<RuntimeSpec> runtimes, params IReadOnlyList<DataNeed> data) => new(runtimes, data);

    private DataNeed Data(string package, bool refresh)
    {
        _machine.OtherPackages[package] = (_folder.File("data", package), refresh);
        var spec = new DataPackageSpec { File = _folder.File("data", package), Debian = package, Refresh = refresh };
        return new DataNeed($"reads-{package}", spec, new SourcePosition("c.yaml", 2, 3));
    }

    private string Anonymous(Diagnostic diagnostic) =>
        diagnostic.ToString().Replace(_folder.File("data"), "DATA", StringComparison.Ordinal).Replace(_folder.File("store"), "STORE", StringComparison.Ordinal);

    private sealed class Said(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
