using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Specs.Requirements;
using Modelyard.Tests.Images.Runtimes;
using Modelyard.Tests.Processes;

namespace Modelyard.Tests.Images.Requirements;

/// <summary>With a real pip, whose only source is a folder of wheels.</summary>
public sealed class ModelEnvironmentsTests : IDisposable
{
    private const string File = "models/fruit/requirements.txt";

    private readonly TemporaryFolder _folder = new();
    private readonly OfflinePip _commands;
    private readonly YardStore _store;

    public ModelEnvironmentsTests()
    {
        _commands = new OfflinePip(_folder.File("wheels"));
        _store = new YardStore(_folder.File("store"));
        Wheel.Write(_folder.File("wheels"), "ripeness", "1.0", "FACTOR = 2\n");
        Wheel.Write(_folder.File("wheels"), "ripeness", "2.0", "FACTOR = 3\n", "sweetness>=1");
        Wheel.Write(_folder.File("wheels"), "sweetness", "0.9", "");
        Wheel.Write(_folder.File("wheels"), "sweetness", "1.1", "", "numpy<1");
    }

    public void Dispose()
    {
        _store.Staging.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_environment_is_made_once_and_has_the_runtimes_packages_and_the_models_own()
    {
        var environment = await MakeAsync("Ripeness==1.0\n");

        Assert.Equal(new Dictionary<string, string> { ["ripeness"] = "1.0" }, environment.Packages);
        Assert.Equal("2 True", await SayAsync(environment, "import ripeness, numpy; print(ripeness.FACTOR, numpy.__version__ != '')"));
        var ran = _commands.Count;
        Assert.Equal(environment.Interpreter, (await MakeAsync("# the same\nripeness == 1.0\n")).Interpreter);
        Assert.Equal(ran, _commands.Count);

        var other = await MakeAsync("ripeness==2.0\nsweetness==1.1\n", numpy: "0");
        Assert.NotEqual(environment.Interpreter, other.Interpreter);
        System.IO.File.Delete(Path.Combine(Folder(environment), "environment.json"));
        await System.IO.File.WriteAllTextAsync(environment.Interpreter + ".half", "", TestContext.Current.CancellationToken);
        Assert.Equal(environment.Interpreter, (await MakeAsync("ripeness==1.0\n")).Interpreter);
        Assert.False(System.IO.File.Exists(environment.Interpreter + ".half"));
    }

    [Fact]
    public async Task Everything_that_pip_does_not_find_is_told_with_its_line_and_nothing_stays_behind()
    {
        var errors = await FailureAsync("ripeness==9.9\nsweetness==0.9\n\nunheard-of==1.0\n");

        Assert.Equal(
            [
                $"{File}:1:1: error YARD7031: ripeness==9.9: pip finds no such version; it finds 1.0, 2.0 → name one of them, or let PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf lead to an index that has it",
                $"{File}:4:1: error YARD7031: unheard-of==1.0: pip finds no package of this name for this Python → correct the name, or let PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf lead to an index that has it",
            ],
            errors);
        Assert.Empty(_store.Environments.All());
    }

    [Fact]
    public async Task An_index_that_does_not_answer_is_said_to_be_out_of_reach()
    {
        _commands.Index = "http://127.0.0.1:9/simple";
        var error = Assert.Single(await FailureAsync("ripeness==1.0\nsweetness==0.9\n"));
        Assert.StartsWith($"{File}:1:1: error YARD7031: ripeness==1.0: pip reaches no package index → let PIP_INDEX_URL", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_what_the_runtime_has_is_refused_before_anything_is_installed()
    {
        Assert.Equal(
            [$"{File}:2:1: error YARD7033: numpy==0.5 clashes with numpy {Numpy} of the runtime sklearn → leave the line out, or raise the runtime's for everybody"],
            await FailureAsync("ripeness==1.0\nNumPy==0.5\n"));
        Assert.Equal(0, _commands.Count);
        Assert.Equal(Numpy, (await MakeAsync($"numpy=={Numpy}\n")).Packages["numpy"]);
    }

    [Theory]
    [InlineData("ripeness==2.0\n", 1, "ripeness 2.0 needs sweetness>=1, which is neither in the runtime nor in requirements.txt → add a line 'sweetness==…' with a version that will do")]
    [InlineData("ripeness==2.0\nsweetness==0.9\n", 1, "ripeness 2.0 needs sweetness>=1, and line 2 brings sweetness 0.9 → name versions that go together")]
    [InlineData("ripeness==2.0\nsweetness==1.1\n", 2, "sweetness 1.1 needs numpy<1, and the runtime sklearn has numpy NUMPY → name versions that go together")]
    public async Task What_packages_need_of_each_other_must_be_there(string text, int line, string expected) =>
        Assert.Equal([$"{File}:{line}:1: error YARD7034: {expected.Replace("NUMPY", Numpy, StringComparison.Ordinal)}"], await FailureAsync(text));

    [Fact]
    public async Task A_file_with_another_hash_is_not_installed()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await System.IO.File.ReadAllBytesAsync(_folder.File("wheels", "ripeness-1.0-py3-none-any.whl"), TestContext.Current.CancellationToken)));
        Assert.Equal(
            [$"{File}:1:1: error YARD7032: ripeness==1.0: the file that pip got has none of the hashes of the line → get the file and the hash from where you trust them"],
            await FailureAsync($"ripeness==1.0 --hash=sha256:{new string('0', 64)}\n"));
        Assert.Equal("1.0", (await MakeAsync($"ripeness==1.0 --hash=sha256:{hash}\n")).Packages["ripeness"]);
    }

    [Fact]
    public async Task Over_a_python_that_is_in_a_virtual_environment_itself_its_packages_are_seen()
    {
        var under = _folder.File("under");
        Assert.True((await _commands.RunAsync(new Command(Shared.Programs.Python, "-m", "venv", "--without-pip", "--system-site-packages", under), null, TestContext.Current.CancellationToken)).Succeeded);
        var place = Path.Combine(Directory.GetDirectories(Path.Combine(under, "lib"), "python3*")[0], "site-packages");
        await System.IO.File.WriteAllTextAsync(Path.Combine(place, "underneath.py"), "HERE = True\n", TestContext.Current.CancellationToken);

        var environment = await MakeAsync("ripeness==1.0\n", python: Path.Combine(under, "bin", "python3"));

        Assert.Equal("2 True", await SayAsync(environment, "import ripeness, underneath, numpy; print(ripeness.FACTOR, underneath.HERE)"));
    }

    private static string Numpy { get; } = Say("import numpy; print(numpy.__version__)");

    private static string Folder(ModelEnvironment environment) => Path.GetDirectoryName(Path.GetDirectoryName(environment.Interpreter))!;

    // The store is told that the runtime has what its lock says; only pip and the packages look for themselves.
    private Task<ModelEnvironment> MakeAsync(string text, string? numpy = null, string? python = null)
    {
        if (numpy is not null) Wheel.Write(_folder.File("wheels"), "sweetness", "1.1", "");
        var runtime = new ProvisionedRuntime(
            RuntimeSpecs.Python("sklearn", RuntimeSpecs.Numpy),
            python ?? Shared.Programs.Python,
            RuntimeLock.FromDocument(new JsonObject
            {
                ["interpreter"] = new JsonObject { ["implementation"] = "cpython", ["version"] = "3" },
                ["packages"] = new JsonObject { ["numpy"] = Numpy },
            }),
            new Dictionary<string, string>());
        var requirements = RequirementsFile.Parse("fruit", File, text).Requirements!;
        var host = new HostSystem { HasApt = false, IsRoot = false, Pythons = [] };
        return new ModelEnvironments(_store, () => host, _commands, TimeProvider.System).OfAsync(requirements, [runtime], new Progress<string>(), TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<string>> FailureAsync(string text) =>
        [.. (await Assert.ThrowsAsync<YardException>(() => MakeAsync(text))).Diagnostics.Select(diagnostic => diagnostic.ToString())];

    private async Task<string> SayAsync(ModelEnvironment environment, string code) =>
        (await _commands.RunAsync(new Command(environment.Interpreter, "-I", "-c", code), null, TestContext.Current.CancellationToken)).Output.Trim();

    private static string Say(string code) =>
        new HostCommands(TimeProvider.System).RunAsync(new Command(Shared.Programs.Python, "-c", code), null, CancellationToken.None).GetAwaiter().GetResult().Output.Trim();

    private sealed class OfflinePip(string wheels) : ICommands
    {
        private readonly HostCommands _host = new(TimeProvider.System);

        public int Count { get; private set; }

        public string? Index { get; set; }

        public Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation)
        {
            Count++;
            var settings = new Dictionary<string, string?>(command.Environment) { ["PIP_CONFIG_FILE"] = "/dev/null" };
            if (Index is null) (settings["PIP_NO_INDEX"], settings["PIP_FIND_LINKS"]) = ("1", wheels);
            else (settings["PIP_INDEX_URL"], settings["PIP_RETRIES"]) = (Index, "0");
            return _host.RunAsync(command with { Environment = settings }, onLine, cancellation);
        }
    }
}
