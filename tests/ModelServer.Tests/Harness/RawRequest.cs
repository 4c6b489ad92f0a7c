using System.Text;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Requests as bytes, so that nothing between test and server tidies them up.</summary>
internal static class RawRequest
{
    public static byte[] Of(string method, string path, byte[]? body = null, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: test\r\n");
        var given = (headers ?? []).ToDictionary(StringComparer.OrdinalIgnoreCase);
        if (body is not null)
        {
            given.TryAdd("Content-Type", "application/json");
            given.TryAdd("Content-Length", $"{body.Length}");
        }

        foreach (var (name, value) in given)
        {
            head.Append($"{name}: {value}\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }
}
