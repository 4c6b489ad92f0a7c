using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Requirements;

/// <summary>
/// The virtual environments of models that bring packages: <c>environments/&lt;digest&gt;/</c> in the store, named by what they are made of (the requirements, the Python
/// and the runtimes' packages under them), each made once. One without <c>environment.json</c> was cut short and is made anew.
/// </summary>
/// <param name="host">Looked at only when something must be installed.</param>
public sealed class ModelEnvironments(YardStore store, Func<HostSystem> host, ICommands commands, TimeProvider time)
{
    private readonly string _setup = Path.Combine(store.Root, "setup");

    /// <summary>On this machine.</summary>
    public ModelEnvironments(YardStore store, TimeProvider time)
        : this(store, HostSystem.Current, new HostCommands(time), time)
    {
    }

    /// <summary>The environments of models, made where they are not there: model → environment, for those that bring packages.</summary>
    /// <param name="runtimes">Name → runtime that is ready.</param>
    /// <exception cref="YardException">All that cannot be installed, of all models.</exception>
    public async Task<IReadOnlyDictionary<string, ModelEnvironment>> OfAsync(
        Repository repository, IEnumerable<string> models, IReadOnlyDictionary<string, ProvisionedRuntime> runtimes, IProgress<string> progress, CancellationToken cancellation)
    {
        var (environments, problems) = (new Dictionary<string, ModelEnvironment>(), new List<Diagnostic>());
        foreach (var model in models.Where(repository.Requirements.ContainsKey))
        {
            var spec = repository.Models[model].Spec;
            var names = ModelRequirements.OwnRuntimes(spec, repository.Components, repository.Runtimes).Concat(spec.Candidates.Values.Select(candidate => candidate.Serving.Runtime));
            var under = names.Distinct().Where(runtimes.ContainsKey).Select(name => runtimes[name]).Where(runtime => runtime.Spec.Language == "python").ToList();
            try
            {
                environments[model] = await OfAsync(repository.Requirements[model], under, progress, cancellation);
            }
            catch (YardException failure)
            {
                problems.AddRange(failure.Diagnostics);
            }
        }

        return problems.Count == 0 ? environments : throw new YardException(problems);
    }

    /// <summary>The environment with these packages, made where it is not there. It stays for as long as this process lives.</summary>
    /// <param name="runtimes">What it is made over: runtimes in Python, all on one interpreter; at least one.</param>
    /// <exception cref="YardException">All that cannot be installed, each with its line.</exception>
    public async Task<ModelEnvironment> OfAsync(ModelRequirements requirements, IReadOnlyList<ProvisionedRuntime> runtimes, IProgress<string> progress, CancellationToken cancellation)
    {
        var packages = new RuntimeVersions(runtimes);
        packages.RefuseClashes(requirements);
        var name = NameOf(requirements, runtimes[0], packages);
        var folder = store.Environments.PathOf(name);
        if (Find(name, folder) is { } known) return known;
        try
        {
            using var only = await SetupLock.AcquireAsync(Path.Combine(_setup, "lock"), progress, time, cancellation);
            return Find(name, folder) ?? await MakeAsync(folder, requirements, runtimes[0].Interpreter!, packages, progress, cancellation);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw RuntimeCodes.StoreNotWritable.Failure($"making the environment {folder} failed: {error.Message}");
        }
    }

    /// <summary>The environment with these packages; <see langword="null"/> where it was not made.</summary>
    public ModelEnvironment? Find(ModelRequirements requirements, IReadOnlyList<ProvisionedRuntime> runtimes)
    {
        var name = NameOf(requirements, runtimes[0], new RuntimeVersions(runtimes));
        return Find(name, store.Environments.PathOf(name));
    }

    // What it is made of, so that another Python, or another version of what lies under it, gives another one.
    private static string NameOf(ModelRequirements requirements, ProvisionedRuntime runtime, RuntimeVersions packages) => CanonicalJson.Digest(new JsonObject
    {
        ["requirements"] = requirements.Text,
        ["python"] = runtime.Interpreter,
        ["interpreter"] = runtime.Lock.Document["interpreter"]!.DeepClone(),
        ["packages"] = new JsonObject(packages.ByName.Select(package => KeyValuePair.Create(package.Key, (JsonNode?)package.Value.Version))),
    }).Hex[..32];

    private ModelEnvironment? Find(string name, string folder)
    {
        using var together = store.Use.Together();
        store.Use.PinEnvironment(name);
        return store.Environments.Find(name) is { } found && File.Exists(found.Interpreter) && Directory.Exists(folder) ? found : null;
    }

    private async Task<ModelEnvironment> MakeAsync(
        string folder, ModelRequirements requirements, string python, RuntimeVersions packages, IProgress<string> progress, CancellationToken cancellation)
    {
        var journal = new SetupJournal(Path.Combine(_setup, "setup.log"), commands, progress, time);
        journal.Say($"{requirements.Subject}: pip install {string.Join(' ', requirements.Lines.Select(line => $"{line.Name}=={line.Version}"))}");
        StagingArea.Remove(folder);
        var done = false;
        try
        {
            await CreateAsync(folder, python, requirements, journal, cancellation);
            var interpreter = OperatingSystem.IsWindows() ? Path.Combine(folder, "Scripts", "python.exe") : Path.Combine(folder, "bin", "python3");
            if (await new PipInstallation(folder, interpreter, journal).RunAsync(requirements, cancellation) is { Count: > 0 } problems) throw new YardException(problems);
            var installed = await ProbeAsync(interpreter, requirements, packages, journal, cancellation);
            packages.RefuseUnmet(requirements, installed);
            var environment = new ModelEnvironment(interpreter, installed.Packages);
            DurableFile.Write(Path.Combine(folder, ModelEnvironment.FileName), JsonSerializer.SerializeToUtf8Bytes(environment, EnvironmentJson.Default.ModelEnvironment));
            done = true;
            return environment;
        }
        finally
        {
            if (!done) StagingArea.Remove(folder);
        }
    }

    private async Task CreateAsync(string folder, string python, ModelRequirements requirements, SetupJournal journal, CancellationToken cancellation)
    {
        var result = await journal.RunAsync(Making(folder, python), cancellation);
        if (!result.Succeeded && result.LastLine == "no pip" && host() is { HasApt: true, IsRoot: true } && await new AptPackages(journal).InstallAsync(["python3-pip"], cancellation) is null)
        {
            result = await journal.RunAsync(Making(folder, python), cancellation);
        }

        if (result.Succeeded) return;
        throw result.LastLine == "no pip"
            ? RequirementsCodes.NoEnvironment.Failure($"{requirements.Subject}: {python} has neither pip nor ensurepip", "sudo apt-get install -y --no-install-recommends python3-pip, or what brings pip to that Python", Where(requirements))
            : RequirementsCodes.NoEnvironment.Failure($"{requirements.Subject}: {python} made no virtual environment: {result.LastLine.Trim()}", $"the whole output is in {journal.Log}", Where(requirements));
    }

    private static async Task<InstalledPackages> ProbeAsync(
        string interpreter, ModelRequirements requirements, RuntimeVersions packages, SetupJournal journal, CancellationToken cancellation)
    {
        var request = new JsonObject
        {
            ["own"] = new JsonArray([.. requirements.Lines.Select(line => (JsonNode)line.Name)]),
            ["runtime"] = new JsonArray([.. packages.ByName.Keys.Select(name => (JsonNode)name)]),
        };
        var result = await journal.RunAsync(new Command(interpreter, "-I", "-B", "-c", EnvironmentScripts.Probe, request.ToJsonString()), cancellation);
        return (result.Succeeded ? JsonSerializer.Deserialize(result.Output, EnvironmentJson.Default.InstalledPackages) : null)
            ?? throw RequirementsCodes.NoEnvironment.Failure($"{requirements.Subject}: {interpreter} does not say what it has: {result.LastLine.Trim()}", $"the whole output is in {journal.Log}", Where(requirements));
    }

    private static Command Making(string folder, string python) => new(python, "-I", "-c", EnvironmentScripts.Make, folder);

    private static SourcePosition? Where(ModelRequirements requirements) => requirements.File is null ? null : new SourcePosition(requirements.File);
}
