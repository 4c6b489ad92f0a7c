using Modelyard.Traffic;

namespace Modelyard.Gateway.Table;

/// <summary><c>yard-gateway --table FILE [PORT]</c>: the gateway of a cluster, whose table is deployed and whose servers are services behind a mesh.</summary>
internal static class TableProgram
{
    public const string Option = "--table";

    private const string AllAddresses = "0.0.0.0";

    /// <param name="port">As in <see cref="GatewayOptions.Port"/>.</param>
    public static async Task RunAsync(string path, int port, CancellationToken cancellation)
    {
        var routes = new RoutingTableHolder();
        using var table = new TableFile(path, routes, Console.Error.WriteLine, TimeProvider.System);
        var options = new GatewayOptions { Host = AllAddresses, Port = port, Pages = new TablePage(table), StopLimit = TimeSpan.FromSeconds(35) };
        await using var gateway = await GatewayHost.StartAsync(options, routes, new MeshServers(table.AddressOf), TimeProvider.System, cancellation);
        Console.WriteLine($"listening on {gateway.Address}");
        await table.FollowAsync(cancellation);
    }
}
