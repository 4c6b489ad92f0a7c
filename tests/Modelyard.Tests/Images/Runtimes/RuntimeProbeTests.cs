using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

/// <summary>Against the Python of this machine, which <c>./test</c> has given the packages of the runtime sklearn.</summary>
public sealed class RuntimeProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CountedCommands _commands = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_system_s_Python_is_found_with_versions_and_the_pinned_kernel()
    {
        var search = await FindAsync(RuntimeSpecs.Learning, "/usr/bin/python3");

        var report = search.Found!.Reports["sklearn"];
        Assert.Equal("cpython", report.Implementation);
        Assert.Matches(@"^\d+\.\d+", report.Packages["numpy"]);
        Assert.Matches(@"^\d+\.\d+", report.Packages["scikit-learn"]);
        Assert.NotNull(report.Blas);
        Assert.Equal(report.Blas.Files.Distinct().Order(), search.Found.Files.Keys.Order());
        if (report.Blas.Config is { } config) Assert.StartsWith("OpenBLAS ", config);
    }

    [Fact]
    public async Task A_package_that_is_missing_or_too_old_is_named()
    {
        var runtime = RuntimeSpecs.Python("x", RuntimeSpecs.Numpy with { AtLeast = "999" }, RuntimeSpecs.Sklearn, new RuntimePackageSpec { Import = "nowhere", Debian = "d", Pip = "nowhere" });

        var search = await FindAsync(runtime, "/usr/bin/python3");

        Assert.Null(search.Found);
        Assert.Equal(["numpy", "nowhere"], Assert.Single(search.Refused).Missing.Select(package => package.Pip));
    }

    [Fact]
    public async Task What_is_no_Python_is_refused_with_its_reason_and_the_next_one_is_tried()
    {
        var search = await FindAsync(RuntimeSpecs.Learning, _folder.File("missing"), "/bin/false", "/bin/echo", "/usr/bin/python3");

        Assert.Equal("/usr/bin/python3", search.Found!.Candidate);
        Assert.Equal(3, search.Refused.Count);
        Assert.All(search.Refused, refused => Assert.NotNull(refused.Problem));
    }

    [Fact]
    public async Task Settings_of_the_user_s_shell_do_not_reach_the_interpreter()
    {
        Environment.SetEnvironmentVariable("OPENBLAS_CORETYPE", "Nehalem");
        try
        {
            var blas = (await FindAsync(RuntimeSpecs.Learning, "/usr/bin/python3")).Found!.Reports["sklearn"].Blas;

            Assert.NotEqual("Nehalem", blas!.Core);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPENBLAS_CORETYPE", null);
        }
    }

    [Fact]
    public async Task A_second_search_starts_no_program()
    {
        await FindAsync(RuntimeSpecs.Learning, "/usr/bin/python3");
        var first = _commands.Started;

        var again = await FindAsync(RuntimeSpecs.Learning, "/usr/bin/python3");

        Assert.Equal(1, first);
        Assert.Equal(first, _commands.Started);
        Assert.Equal("/usr/bin/python3", again.Found!.Candidate);
        Assert.NotEmpty(again.Found.Reports["sklearn"].Packages);
    }

    [Fact]
    public async Task Another_requirement_is_another_search()
    {
        await FindAsync(RuntimeSpecs.Learning, "/usr/bin/python3");

        Assert.Null((await FindAsync(RuntimeSpecs.Python("sklearn", RuntimeSpecs.Numpy with { AtLeast = "999" }), "/usr/bin/python3")).Found);
    }

    private Task<InterpreterSearch> FindAsync(RuntimeSpec runtime, params IReadOnlyList<string> candidates) =>
        new RuntimeProbe(_commands, new ProbeCache(_folder.File("probes")), TimeProvider.System).FindAsync([runtime], candidates, TestContext.Current.CancellationToken);

    private sealed class CountedCommands : ICommands
    {
        private readonly HostCommands _host = new(TimeProvider.System);

        public int Started { get; private set; }

        public Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation)
        {
            Started++;
            return _host.RunAsync(command, onLine, cancellation);
        }
    }
}
