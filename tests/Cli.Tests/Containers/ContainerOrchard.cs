using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.Containers;

/// <summary>One store for all tests of the collection, whatever they do to the orchard: what images stand on is assembled once.</summary>
public sealed class ContainerOrchard(TrainedOrchard orchard) : IAsyncLifetime
{
    private readonly ContainerStore _store = new();

    /// <summary>Where containers put what they make; processes use the repositories' own stores.</summary>
    public ContainerStore Store => _store;

    /// <summary>Runs a verb with the store of containers.</summary>
    public Task<Answer> YardAsync(TestRepository repository, params string[] arguments)
    {
        ContainerStore.Unlock(repository.Root);
        return RipeOrchard.YardAsync(repository, [.. arguments, "--store", _store.Path]);
    }

    public async ValueTask InitializeAsync()
    {
        using var repository = orchard.Clone();
        (await YardAsync(repository, "build", "--runtime", "flask-sklearn")).Ended(0);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition]
public sealed class InContainers : ICollectionFixture<ContainerOrchard>;
