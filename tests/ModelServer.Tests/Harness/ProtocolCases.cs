using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>The shared conformance cases, as <c>tests/Protocol/README.md</c> explains them.</summary>
internal static class ProtocolCases
{
    private static readonly JsonObject Document = JsonNode.Parse(File.ReadAllText(Places.ProtocolCases))!.AsObject();

    public static IEnumerable<JsonObject> All => Document["cases"]!.AsArray().Select(entry => entry!.AsObject());

    public static JsonObject Fixture(string name) => Document["fixtures"]![name]!.AsObject();

    public static JsonObject Named(string name) => All.Single(entry => entry["name"]!.GetValue<string>() == name);

    /// <summary>The bytes to send.</summary>
    public static byte[] Request(JsonObject entry)
    {
        if (entry["raw"] is { } raw)
        {
            return Encoding.Latin1.GetBytes(raw.GetValue<string>());
        }

        var headers = entry["headers"]?.AsObject().Select(header => KeyValuePair.Create(header.Key, header.Value!.GetValue<string>()));
        return RawRequest.Of(entry["method"]!.GetValue<string>(), entry["path"]!.GetValue<string>(), Body(entry["body"]?.AsObject()), headers);
    }

    private static byte[]? Body(JsonObject? body) => body switch
    {
        null => null,
        _ when body["text"] is { } text => Encoding.UTF8.GetBytes(text.GetValue<string>()),
        _ when body["base64"] is { } bytes => Convert.FromBase64String(bytes.GetValue<string>()),
        _ when body["pieces"] is { } pieces => Encoding.UTF8.GetBytes(string.Concat(pieces.AsArray().Select(Piece))),
        _ => JsonSerializer.SerializeToUtf8Bytes(body["json"]),
    };

    private static string Piece(JsonNode? piece) => piece is JsonObject repeated
        ? string.Concat(Enumerable.Repeat(repeated["repeat"]!.GetValue<string>(), repeated["times"]!.GetValue<int>()))
        : piece!.GetValue<string>();
}
