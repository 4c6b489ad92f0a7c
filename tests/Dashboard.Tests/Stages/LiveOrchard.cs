using Modelyard.Cli.Tests;
using Modelyard.Dashboard.Tests.Stages;
using Modelyard.Tests.Processes;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(ThousandModels))]
// Chromium, servers and Prometheus beside each other: more at once only wait for each other.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Modelyard.Dashboard.Tests.Stages;

/// <summary>Tests that share one running orchard, one after the other.</summary>
[CollectionDefinition]
public sealed class OnTheOrchard : ICollectionFixture<LiveOrchard>;

/// <summary>The orchard, trained and served by a real <c>yard up</c>: fruit has two arms, bread one.</summary>
public sealed class LiveOrchard : IAsyncLifetime
{
    private RunningYard _up = null!;

    public TestRepository Repository { get; } = TestRepository.Create();

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // First, since the first call of a fresh clone builds the program, for which this one waits longer.
        (await Repository.YardAsync("run")).Ended(0);
        _up = RunningYard.Start(Repository.Root, ["up", "--port", "0", "--root", Repository.Root]);
        Address = await _up.LiveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _up.Signal("TERM");
        await _up.EndedAsync(TimeSpan.FromSeconds(30));
        _up.Dispose();
        Repository.Dispose();
    }
}
