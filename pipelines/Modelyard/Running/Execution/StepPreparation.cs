using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Requirements;
using Modelyard.Planning;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>What a node needs besides its inputs: its runtime, and copies of its code. Each is found once a run.</summary>
/// <param name="runtimes">Name → runtime that is there; <see cref="StepRuntime.NameFor"/> → what it is for one model's own components, where that differs.</param>
/// <param name="builds">Builds components in C#; needed where a runtime is on .NET.</param>
/// <param name="environments">Model → what its own components in Python run in, where it brings packages.</param>
public sealed class StepPreparation(YardStore store, ISourceTrees trees, string repositoryRoot, IReadOnlyDictionary<string, StepRuntime> runtimes, IProgramBuilds? builds = null,
    IReadOnlyDictionary<string, ModelEnvironment>? environments = null)
{
    private readonly ConcurrentDictionary<string, Lazy<string>> _snapshots = new();
    private readonly ConcurrentDictionary<string, Digest> _content = new();
    private readonly ConcurrentDictionary<StepCode, Lazy<Task<string>>> _programs = new();

    /// <summary>The runtime and the code of a node.</summary>
    public (StepRuntime Runtime, StepCode Code) For(StepNode node)
    {
        var runtime = RuntimeOf(node);
        var (component, shared) = (Snapshot(node.Component.Folder), Snapshot(runtime.Folder));
        return (runtime, new StepCode(component, store.Code.PathOf(component), shared, store.Code.PathOf(shared)));
    }

    /// <summary>The code of a node as it can be run: of a component in C#, with the program that it was built into.</summary>
    /// <exception cref="YardException">It cannot be built.</exception>
    public async Task<StepCode> BuiltAsync(StepNode node, StepRuntime runtime, StepCode code, CancellationToken cancellation)
    {
        if (runtime.Language != "dotnet" || builds is null) return code;
        try
        {
            var program = _programs.GetOrAdd(code, _ => new Lazy<Task<string>>(() => builds.ProgramOfAsync(node.Component.Folder, runtime, code, cancellation)));
            return code with { Program = await program.Value };
        }
        catch (YardException failure)
        {
            throw new YardException([.. failure.Diagnostics.Select(diagnostic => diagnostic with { Message = $"{node}: {diagnostic.Message}" })]);
        }
    }

    /// <summary>Whether the copies still hold what they held when this run first used them. One that does not is replaced at the next run.</summary>
    internal bool IsUntouched(StepCode code) =>
        Untouched(code.Component) && Untouched(code.Runtime) && (code.Program is null || store.Objects.VerifyContent(Digest.Parse($"sha256:{Path.GetFileName(code.Program)}")));

    // Shared components never see what a model brings, so that models still share their steps.
    private StepRuntime RuntimeOf(StepNode node)
    {
        var shared = runtimes[node.Component.Spec.Runtime];
        if (node.OwnModel is not { } model) return shared;
        var runtime = runtimes.GetValueOrDefault(StepRuntime.NameFor(shared.Name, model)) ?? shared;
        return runtime.Language == "python" && environments?.GetValueOrDefault(model) is { } environment ? runtime.In(environment) : runtime;
    }

    private bool Untouched(string folder) => _content[folder] == ContentTree.Of(folder).Digest;

    private string Snapshot(string folder) =>
        _snapshots.GetOrAdd(folder, path => new Lazy<string>(() =>
        {
            var treeId = store.Code.Take(trees, repositoryRoot, path);
            _content[store.Code.PathOf(treeId)] = ContentTree.Of(store.Code.PathOf(treeId)).Digest;
            return treeId;
        })).Value;
}
