using Microsoft.AspNetCore.Http;
using Modelyard.Metrics;

namespace Modelyard.Gateway;

/// <summary>Pages for people that a host puts beside the gateway's own addresses. The gateway stays what it is without them.</summary>
public interface IGatewayPages
{
    /// <summary>Answers a GET or HEAD whose address the gateway does not know itself, or the front page for a browser.</summary>
    /// <param name="traffic">What the gateway answered in the last minute.</param>
    /// <returns>Whether the address was one of theirs; nothing is written otherwise.</returns>
    Task<bool> AnswerAsync(HttpContext context, TrafficWindow traffic);
}
