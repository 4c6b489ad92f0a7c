using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Modelyard.Content;
using Modelyard.Metrics;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Table;

/// <summary>
/// <c>GET /v1/table/&lt;digest&gt;</c> answers once the table with that digest is in force, or after half a minute with the one that is: a deploy asks, and need not
/// guess when to ask again.
/// </summary>
internal sealed class TablePage(TableFile table) : IGatewayPages
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<bool> AnswerAsync(HttpContext context, TrafficWindow traffic)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(GatewayTable.PagePrefix, StringComparison.Ordinal) || !Digest.TryParse(path[GatewayTable.PagePrefix.Length..], out var wanted)) return false;
        await ErrorAnswer.JsonAsync(context, new JsonObject { ["table"] = (await table.AwaitAsync(wanted, Limit, context.RequestAborted)).ToString() });
        return true;
    }
}
