namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>One gateway with one live version, for tests that only ask.</summary>
public sealed class LiveGateway : IAsyncLifetime
{
    internal TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await TestGateway.StartAsync();
        await Gateway.Rollout.ApplyAsync((FakeServers.Definition("dev1"), 100));
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
