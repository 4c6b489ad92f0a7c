using System.Text;
using System.Text.Json.Nodes;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Bodies that a bad client might send: valid ones, changed in what they say or in their bytes.</summary>
internal sealed class HostileBodies(Random random, IReadOnlyList<JsonObject> valid)
{
    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "\"a\"", "0", "-1", "256", "1.5", "1e999", "-1e999", "3.5e38", "9223372036854775808", "[]",
        "{}", "[[]]", "[[[[1]]]]", "{\"b64\":\"\"}", "{\"b64\":\"iVBORw0KGgo=\"}", "{\"b64\":[]}", "NaN", "01",
        "\"\\ud800\"", "\"\\u0000\"", "{\"a\":1,\"a\":2}",
    ];

    private static readonly byte[] Bytes = Encoding.Latin1.GetBytes("{}[],:\"\\0123456789.eE-+ \n\u0001\u00ff\u00c3ntf");

    public byte[] Next()
    {
        var text = valid[random.Next(valid.Count)].ToJsonString();
        for (var change = random.Next(3); change > 0; change--)
        {
            text = ReplaceValue(text);
        }

        var body = Encoding.UTF8.GetBytes(text).ToList();
        for (var change = random.Next(4); change > 0 && body.Count > 0; change--)
        {
            Damage(body);
        }

        return [.. body];
    }

    private string ReplaceValue(string text)
    {
        // From one separator to the next there is a value, a name, or a part of one.
        var starts = Enumerable.Range(0, text.Length).Where(i => text[i] is ':' or '[' or ',').ToList();
        if (starts.Count == 0)
        {
            return text;
        }

        var start = starts[random.Next(starts.Count)] + 1;
        var end = text.IndexOfAny([',', ']', '}'], start);
        return end < 0 ? text : string.Concat(text.AsSpan(0, start), Values[random.Next(Values.Length)], text.AsSpan(end));
    }

    private void Damage(List<byte> body)
    {
        var at = random.Next(body.Count);
        switch (random.Next(4))
        {
            case 0:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at));
                break;
            case 2:
                body.Insert(at, Bytes[random.Next(Bytes.Length)]);
                break;
            default:
                body.InsertRange(at, body.GetRange(0, random.Next(body.Count)));
                break;
        }
    }
}
