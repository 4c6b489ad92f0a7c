using Modelyard.Diagnostics;
using Modelyard.Images.Builds;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>
/// Brings a machine to where models can be trained and served on it: finds what is there, installs what is not (apt as root on
/// Debian and Ubuntu, else a virtual environment in the store), and locks what it found. When nothing is missing it starts no program.
/// </summary>
/// <param name="store">The store's folder; made when something must be kept.</param>
public sealed class RuntimeProvisioner(string store, HostSystem host, ICommands commands, TimeProvider time)
{
    /// <summary>The one native library that can be locked: it can be asked who it is.</summary>
    internal const string OpenBlas = "openblas";

    private static readonly Dictionary<string, string> NoPackages = [];

    private readonly string _setup = Path.Combine(store, "setup");
    private readonly RuntimePackages _packages = new(Path.Combine(store, "setup", "dotnet"));
    private readonly VirtualEnvironment _environment = new(Path.Combine(store, "python"));
    private readonly RuntimeProbe _probe = new(commands, new ProbeCache(Path.Combine(store, "setup", "probes")), time);

    /// <summary>For this machine.</summary>
    public RuntimeProvisioner(string store, TimeProvider time)
        : this(store, HostSystem.Current(), new HostCommands(time), time)
    {
    }

    /// <summary>What is ready now, installing nothing; <see langword="null"/> where something is missing.</summary>
    public async Task<Provision?> FindAsync(RuntimeNeeds needs, CancellationToken cancellation)
    {
        RefuseUnknownLibraries(needs);
        var state = await InspectAsync(needs, cancellation);
        return state.IsReady ? Ready(needs, state) : null;
    }

    /// <summary>Makes everything ready. One process of a store installs at a time; others wait, then find it done.</summary>
    /// <param name="progress">Told a line where something is installed, nothing where all is there.</param>
    /// <exception cref="YardException">Something is missing that could not be installed: all that is, with what to do for each.</exception>
    public async Task<Provision> ProvisionAsync(RuntimeNeeds needs, IProgress<string> progress, CancellationToken cancellation)
    {
        RefuseUnknownLibraries(needs);
        var state = await InspectAsync(needs, cancellation);
        if (state.IsReady && !(state.LacksSystemOpenBlas && CanInstall)) return Ready(needs, state);
        try
        {
            using var only = await SetupLock.AcquireAsync(Path.Combine(_setup, "lock"), progress, time, cancellation);
            return await InstallAsync(needs, new SetupJournal(Path.Combine(_setup, "setup.log"), commands, progress, time), cancellation);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw RuntimeCodes.StoreNotWritable.Failure($"setting up in {_setup} failed: {error.Message}");
        }
    }

    private bool CanInstall => host.HasApt && host.IsRoot;

    private async Task<Provision> InstallAsync(RuntimeNeeds needs, SetupJournal journal, CancellationToken cancellation)
    {
        var state = await InspectAsync(needs, cancellation);
        var problems = new List<Diagnostic>();
        if (CanInstall && (!state.IsReady || state.LacksSystemOpenBlas))
        {
            problems.AddRange(await new AptSetup(new AptPackages(journal)).InstallAsync(Python(needs), state, cancellation));
            state = await InspectAsync(needs, cancellation);
        }

        if (state.LacksPython)
        {
            var packages = Python(needs).SelectMany(runtime => runtime.Packages).Distinct().ToList();
            problems.AddRange(await _environment.InstallAsync(packages, host.Pythons, journal, cancellation));
            state = await InspectAsync(needs, cancellation);
        }

        foreach (var name in state.Packages.Where(packages => packages.Value is null).Select(packages => packages.Key).ToList())
        {
            problems.AddRange(host.Dotnet is not { } sdk
                ? [SetupAdvice.SdkMissing(name)]
                : await _packages.RestoreAsync(name, needs.Building[name], sdk, journal, cancellation) is { } problem ? [problem] : []);
            state = await InspectAsync(needs, cancellation);
        }

        if (state.IsReady) return Ready(needs, state);
        if (state.LacksPython) problems.Add(SetupAdvice.PackagesMissing(Python(needs), state.Python!));
        problems.AddRange(state.MissingData.Select(need => SetupAdvice.DataMissing(need, host.HasApt, CanInstall ? journal.Log : null)));
        throw new YardException([.. problems, .. state.Warnings(Python(needs), host.PreferredPython)]);
    }

    private async Task<HostState> InspectAsync(RuntimeNeeds needs, CancellationToken cancellation)
    {
        var missingData = needs.Data.Where(need => !HostFiles.Exist(need.Package.File)).ToList();
        var packages = needs.Building.ToDictionary(runtime => runtime.Key, runtime => host.Dotnet is { } sdk ? _packages.Find(runtime.Value, sdk) : null);
        if (Python(needs) is not { Count: > 0 } python) return new HostState(null, missingData) { Packages = packages };
        var candidates = new[] { host.PreferredPython, _environment.IsUsable ? _environment.Interpreter : null }.OfType<string>().Concat(host.Pythons);
        return new HostState(await _probe.FindAsync(python, [.. candidates.Distinct()], cancellation), missingData) { Packages = packages };
    }

    private Provision Ready(RuntimeNeeds needs, HostState state)
    {
        var runtimes = needs.Runtimes.Select(runtime => state.Python?.Found is { } found && runtime.Language == "python"
            ? new ProvisionedRuntime(
                runtime, found.Reports[runtime.Name].Interpreter, RuntimeLock.OfPython(runtime, found.Reports[runtime.Name], found.Files), runtime.Environment)
            : OnDotnet(runtime, state.Packages.GetValueOrDefault(runtime.Name)));
        return new Provision(
            runtimes.ToDictionary(runtime => runtime.Spec.Name),
            [.. state.Warnings(Python(needs), host.PreferredPython)]);
    }

    private ProvisionedRuntime OnDotnet(RuntimeSpec runtime, IReadOnlyDictionary<string, string>? packages) =>
        new(runtime, packages is null ? null : host.Dotnet?.Program, RuntimeLock.OfDotnet(runtime, Environment.Version, packages ?? NoPackages), runtime.Environment)
        {
            Packages = packages ?? NoPackages,
        };

    private static List<RuntimeSpec> Python(RuntimeNeeds needs) => [.. needs.Runtimes.Where(runtime => runtime.Language == "python")];

    private static void RefuseUnknownLibraries(RuntimeNeeds needs)
    {
        var unknown = needs.Runtimes
            .SelectMany(runtime => runtime.Libraries.Where(library => library.Name != OpenBlas).Select(library => RuntimeCodes.LibraryUnknown.Error(
                new SourcePosition($"pipelines/Runtimes/{runtime.Name}/runtime.yaml"),
                $"libraries: found '{library.Name}', expected {OpenBlas}",
                NearestName.Hint(library.Name, [OpenBlas]))))
            .ToList();
        if (unknown.Count > 0) throw new YardException(unknown);
    }
}
