using System.Collections.Concurrent;
using Modelyard.Content;
using Modelyard.Planning;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.Execution;

/// <summary>What a node needs besides its inputs: its runtime, and copies of its code. Each is found once a run.</summary>
/// <param name="runtimes">Name → runtime that is there.</param>
public sealed class StepPreparation(YardStore store, ISourceTrees trees, string repositoryRoot, IReadOnlyDictionary<string, StepRuntime> runtimes)
{
    private readonly ConcurrentDictionary<string, Lazy<string>> _snapshots = new();
    private readonly ConcurrentDictionary<string, Digest> _content = new();

    /// <summary>The runtime and the code of a node.</summary>
    public (StepRuntime Runtime, StepCode Code) For(StepNode node)
    {
        var runtime = runtimes[node.Component.Spec.Runtime];
        var (component, shared) = (Snapshot(node.Component.Folder), Snapshot(runtime.Folder));
        return (runtime, new StepCode(component, store.Code.PathOf(component), shared, store.Code.PathOf(shared)));
    }

    /// <summary>Whether the copies still hold what they held when this run first used them. One that does not is replaced at the next run.</summary>
    internal bool IsUntouched(StepCode code) => Untouched(code.Component) && Untouched(code.Runtime);

    private bool Untouched(string folder) => _content[folder] == ContentTree.Of(folder).Digest;

    private string Snapshot(string folder) =>
        _snapshots.GetOrAdd(folder, path => new Lazy<string>(() =>
        {
            var treeId = store.Code.Take(trees, repositoryRoot, path);
            _content[store.Code.PathOf(treeId)] = ContentTree.Of(store.Code.PathOf(treeId)).Digest;
            return treeId;
        })).Value;
}
