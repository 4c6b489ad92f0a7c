using Modelyard.Cli.Tests;
using Modelyard.Tests.Processes;

[assembly: AssemblyFixture(typeof(TrainedOrchard))]
// Every test starts processes of its own; more than two at once only wait for each other.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Modelyard.Cli.Tests;

/// <summary>The orchard, trained once for all tests: fruit has dev1 (near) and dev2 (scaled), bread has dev1 (baked).</summary>
public sealed class TrainedOrchard : IAsyncLifetime
{
    private readonly TestRepository _repository = TestRepository.Create();

    /// <summary>What the first run said.</summary>
    public Answer FirstRun { get; private set; } = null!;

    public async ValueTask InitializeAsync() => FirstRun = (await _repository.YardAsync("run")).Ended(0);

    /// <summary>A copy that a test may do with what it likes.</summary>
    public TestRepository Clone() => _repository.Clone();

    public ValueTask DisposeAsync()
    {
        _repository.Dispose();
        return ValueTask.CompletedTask;
    }
}
