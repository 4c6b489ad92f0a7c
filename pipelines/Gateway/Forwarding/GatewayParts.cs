using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Forwarding;

/// <summary>What every request needs.</summary>
/// <param name="Options">How patient the gateway is.</param>
/// <param name="Routes">The releases in force.</param>
/// <param name="Servers">Which servers answer now.</param>
/// <param name="Forwarder">Sends a request to one server.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="Time">The clock.</param>
internal sealed record GatewayParts(
    GatewayOptions Options,
    RoutingTableHolder Routes,
    IServerDirectory Servers,
    ServerForwarder Forwarder,
    GatewayMetrics Metrics,
    TimeProvider Time);
