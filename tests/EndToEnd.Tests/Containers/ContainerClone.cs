using Modelyard.Tests.Processes;
using Modelyard.Tests.Shared;

namespace Modelyard.EndToEnd.Tests.Containers;

/// <summary>The example models, trained in containers in a store of their own, once for all tests of the collection.</summary>
public sealed class ContainerClone(FreshClone clone) : IAsyncLifetime
{
    private readonly ContainerStore _store = new();

    /// <summary>What processes made, all of it cached.</summary>
    public Answer Processes { get; private set; } = null!;

    /// <summary>What containers made.</summary>
    public Answer Containers { get; private set; } = null!;

    /// <summary>A place of the tests' own.</summary>
    public string At(string name) => _store.At(name);

    /// <summary>A file of a model.</summary>
    public string Read(string file) => clone.Read(file);

    /// <summary>Runs a verb on the store of containers, in another clone.</summary>
    public Task<Answer> YardAsync(params string[] arguments) => clone.YardAsync([.. arguments, "--root", At("clone"), "--store", _store.Path, "--json"]);

    public async ValueTask InitializeAsync()
    {
        Programs.Run("git", "clone", "-q", clone.Root, At("clone"));
        ContainerStore.Unlock(At("clone"));
        Processes = (await clone.YardAsync("run", "--json")).Ended(0);
        // What images stand on first, so that no single command takes more than some minutes.
        foreach (var runtime in (string[])["faiss", "onnx"]) (await YardAsync("build", "--runtime", runtime)).Ended(0);
        Containers = (await YardAsync("run", "--on", "container")).Ended(0);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition]
public sealed class InContainers : ICollectionFixture<ContainerClone>;
