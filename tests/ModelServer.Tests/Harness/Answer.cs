using System.Text;
using System.Text.Json;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>What came back for a request.</summary>
/// <param name="Headers">By name, in any case.</param>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Of an error.</summary>
    public string Code => Json.GetProperty("error").GetProperty("code").GetString()!;

    /// <summary>Of an error.</summary>
    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;
}
