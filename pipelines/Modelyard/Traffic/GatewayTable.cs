using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Traffic;

/// <summary>A routing table as a file: what a gateway that has no servers of its own deals by, and where each model's service is.</summary>
/// <param name="Routes">The table.</param>
/// <param name="AddressOf">Model → its service.</param>
public sealed record GatewayTable(RoutingTable Routes, Func<string, Uri> AddressOf)
{
    /// <summary>Before a table's digest: where a gateway answers once that table is in force.</summary>
    public const string PagePrefix = "/v1/table/";

    /// <summary>Canonical, for people too: equal tables are equal bytes.</summary>
    public byte[] Bytes() => CanonicalJson.Readable(new JsonObject
    {
        ["models"] = new JsonArray([.. Routes.Routes.Select(route => (JsonNode)new JsonObject
        {
            ["model"] = route.Model,
            ["salt"] = route.Salt,
            ["address"] = AddressOf(route.Model).ToString(),
            ["arms"] = new JsonArray([.. route.Arms.OrderBy(arm => arm.Name, StringComparer.Ordinal).Select(arm => (JsonNode)new JsonObject
            {
                ["arm"] = arm.Name,
                ["weight"] = arm.Weight,
                ["version"] = arm.Version,
                ["identity"] = arm.Identity.ToString(),
            })]),
        })]),
    });

    /// <summary>Reads such a file.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static GatewayTable Read(ReadOnlySpan<byte> bytes)
    {
        var file = JsonSerializer.Deserialize<TableFile>(bytes, JsonSerializerOptions.Web) ?? throw new JsonException("expected an object");
        var addresses = file.Models.ToDictionary(model => model.Model, model => model.Address, StringComparer.Ordinal);
        return new GatewayTable(
            RoutingTable.Of(file.Models.Select(model => new ModelRoute(model.Model, model.Salt, [.. model.Arms.Select(arm => new Arm(arm.Arm, arm.Weight, arm.Version, arm.Identity))]))),
            model => addresses[model]);
    }

    private sealed record TableFile(IReadOnlyList<TableModel> Models);

    private sealed record TableModel(string Model, string Salt, Uri Address, IReadOnlyList<TableArm> Arms);

    private sealed record TableArm(string Arm, double Weight, string Version, Digest Identity);
}
