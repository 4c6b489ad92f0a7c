using Modelyard.Diagnostics;
using Modelyard.Images.Builds;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Planning;
using Modelyard.Planning.Sources;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Serving.Forking;
using Modelyard.Specs;
using Modelyard.Versions;
using Modelyard.Versions.Numbers;

namespace Modelyard;

/// <summary>
/// One repository with one store on this machine: the subsystems in the order of the flow, each made when it is first needed.
/// </summary>
public sealed class Workspace : IDisposable
{
    private readonly Lazy<Repository> _repository;
    private readonly Lazy<YardStore> _store;
    private readonly Lazy<GitSourceTrees> _trees;
    private readonly RepositorySnapshot? _snapshot;
    private readonly Lazy<ForkServers> _forks;

    /// <param name="root">The repository's root, absolute.</param>
    /// <param name="store">The store's folder, absolute.</param>
    /// <param name="programs">Where the platform's own programs are built.</param>
    /// <param name="snapshot">What the folders are, where the root is a copy without git.</param>
    public Workspace(string root, string store, ProgramFolders programs, TimeProvider time, RepositorySnapshot? snapshot = null)
    {
        (Root, Programs, Time, _snapshot) = (root, programs, time, snapshot);
        _repository = new(() => RepositoryReader.Read(root));
        _store = new(() => new YardStore(store));
        _trees = new(() => GitSourceTrees.Open(root));
        _forks = new(() => new ForkServers(Store.Servers));
    }

    /// <summary>The repository's root, absolute.</summary>
    public string Root { get; }

    /// <summary>The platform's own programs.</summary>
    public ProgramFolders Programs { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Specs: model folders, components, runtimes, releases.</summary>
    public Repository Repository => _repository.Value;

    /// <summary>Planning: what the source folders are.</summary>
    public ISourceTrees Trees => _snapshot?.Trees ?? _trees.Value;

    /// <summary>Planning: what changed in them.</summary>
    public ISourceHistory History => _trees.Value;

    /// <summary>The commit that the source folders are at, and whether they differ from it.</summary>
    public (string? Id, bool Dirty) Commit => _snapshot is { } copy ? (copy.Commit, copy.Dirty) : SourceCommit.Of(Root);

    /// <summary>Running: artifacts, steps, runs.</summary>
    public YardStore Store => _store.Value;

    /// <summary>Versions: what passed.</summary>
    public VersionStore Versions => new(Store.Versions, model => WorkingLedger.Of(Root, model));

    /// <summary>Serving: what forks servers in Python.</summary>
    public ForkServers Forks => _forks.Value;

    /// <summary>Serving: how servers are kept on this machine.</summary>
    public ServingOptions Serving => new() { Folder = Store.Servers, Forks = Forks };

    /// <summary>Images: what runtimes and data need, installed where it is missing.</summary>
    public Task<Provision> ProvisionAsync(IReadOnlyList<string> models, IProgress<string> progress, CancellationToken cancellation) => ProvisionAsync(models, [], progress, cancellation);

    /// <summary>The same, for a machine that also serves versions which these models do not train.</summary>
    public async Task<Provision> ProvisionAsync(IReadOnlyList<string> models, IReadOnlyList<VersionManifest> served, IProgress<string> progress, CancellationToken cancellation)
    {
        var needs = RuntimeNeeds.Of(Repository, models).Serving(Repository, served.Select(version => version.Serving.Runtime));
        var provision = await new RuntimeProvisioner(Store.Root, Time).ProvisionAsync(needs, progress, cancellation);
        return provision with
        {
            Environments = await Environments.OfAsync(Repository, models, provision.Runtimes, progress, cancellation),
            Debian = await new DebianHost(Time).VersionsAsync([.. models.Where(Repository.DebianPackages.ContainsKey).Select(model => Repository.DebianPackages[model])], cancellation),
        };
    }

    /// <summary>Images: virtual environments of models that bring packages.</summary>
    public ModelEnvironments Environments => new(Store, Time);

    /// <summary>Images: builds components in C#; <see langword="null"/> where no .NET SDK is on this machine.</summary>
    public ComponentBuild? Builds => DotnetSdk.Find() is { } sdk ? new ComponentBuild(Store, sdk, Time) : null;

    /// <summary>Does steps with these runtimes.</summary>
    public StepExecutor Executor(Provision provision)
    {
        var runtimes = provision.Runtimes.ToDictionary(runtime => runtime.Key, runtime => StepRuntimeOf(runtime.Value));
        foreach (var (model, packages) in provision.Debian)
        {
            foreach (var runtime in provision.Runtimes.Values) runtimes[StepRuntime.NameFor(runtime.Spec.Name, model)] = StepRuntimeOf(runtime) with { Debian = packages };
        }

        return new StepExecutor(Store, Runner, new StepPreparation(Store, Trees, Root, runtimes, Builds, provision.Environments), Time, Pinned(provision));
    }

    /// <summary>Starts servers of exact versions with these runtimes.</summary>
    public PinnedServers Pinned(Provision provision) => new(Versions, Servers(provision), Serving, Time);

    /// <summary>Says by which command a version is served with these runtimes.</summary>
    public VersionServer Servers(Provision provision) => new(Store, Programs, provision.Runtimes, Environments, new DebianHost(Time), Forks);

    /// <summary>Says which versions calls of models mean now.</summary>
    public CalledVersions Calls => new(Repository, Versions);

    /// <summary>Runs steps as processes of this machine.</summary>
    public ProcessStepRunner Runner => new(Programs.StepRunner, Capacity.OfThisMachine());

    /// <summary>The graph of these models.</summary>
    public StepGraph Graph(IEnumerable<string> models) => StepGraphBuilder.Build(Repository, models, Calls.Resolve);

    /// <summary>The models to work on: those named, or all.</summary>
    /// <exception cref="YardException">A name is unknown, or a model that is needed has errors.</exception>
    public IReadOnlyList<string> Select(IReadOnlyList<string> names)
    {
        var errors = Repository.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToList();
        var unknown = names.Where(name => !Repository.Models.ContainsKey(name) && !Directory.Exists(Path.Combine(Root, "models", name)))
            .Select(name => WorkspaceCodes.UnknownModel.Error(null, $"there is no model '{name}'; there are {string.Join(", ", Repository.Models.Keys)}", NearestName.Hint(name, Repository.Models.Keys)));
        var problems = unknown.Concat(errors).ToList();
        if (problems.Count > 0) throw new YardException(problems);
        return names.Count > 0 ? names : [.. Repository.Models.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_forks.IsValueCreated) _forks.Value.Dispose();
        if (_store.IsValueCreated) _store.Value.Staging.Dispose();
    }

    private StepRuntime StepRuntimeOf(ProvisionedRuntime runtime) => new(
        runtime.Spec.Name, RuntimeInheritance.CodeFolder(runtime.Spec.Name, Repository.Runtimes, Root), runtime.Spec.Language, runtime.Interpreter, runtime.Lock.Digest, runtime.Environment)
    {
        Packages = runtime.Packages,
    };
}
