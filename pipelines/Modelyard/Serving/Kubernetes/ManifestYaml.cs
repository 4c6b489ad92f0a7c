using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;

namespace Modelyard.Serving.Kubernetes;

/// <summary>Writes manifests as YAML with one spelling for each: keys sorted by ordinal, block style, texts plain where every YAML parser reads them as texts.</summary>
public static partial class ManifestYaml
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One manifest, as its typed model says it; what is not said is left out.</summary>
    public static string Of(IKubernetesObject manifest)
    {
        var text = new StringBuilder();
        Write(text, JsonNode.Parse(KubernetesJson.Serialize(manifest))!.AsObject(), 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject members, int indent)
    {
        foreach (var (name, member) in members.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            text.Append(' ', indent).Append(Scalar(name)).Append(':');
            WriteValue(text, member!, indent);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                text.Append('\n');
                Write(text, members, indent + 2);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                foreach (var item in items) WriteItem(text, item!, indent);
                break;
            case JsonObject:
                text.Append(" {}\n");
                break;
            case JsonArray:
                text.Append(" []\n");
                break;
            case JsonValue scalar when scalar.TryGetValue<string>(out var lines) && IsBlock(lines):
                text.Append(" |\n");
                foreach (var line in lines.TrimEnd('\n').Split('\n')) text.Append(' ', line.Length == 0 ? 0 : indent + 2).Append(line).Append('\n');
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    // An item that is a mapping begins on the line of its hyphen.
    private static void WriteItem(StringBuilder text, JsonNode item, int indent)
    {
        if (item is not JsonObject { Count: > 0 } members)
        {
            text.Append(' ', indent).Append("- ").Append(Scalar(item)).Append('\n');
            return;
        }

        var inner = new StringBuilder();
        Write(inner, members, indent + 2);
        text.Append(' ', indent).Append("- ").Append(inner.ToString().AsSpan(indent + 2));
    }

    private static string Scalar(JsonNode value) => value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? Scalar(text) : value.ToJsonString();

    private static string Scalar(string text) =>
        Plain().IsMatch(text) && !Reserved().IsMatch(text) && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) ? text : JsonSerializer.Serialize(text, Quoted);

    private static bool IsBlock(string text) => text.Length > 1 && text[^1] == '\n' && text[^2] != '\n' && text[0] is not (' ' or '\n') && !Unprintable().IsMatch(text);

    // Begins with a letter or a slash; a colon only before something that is no space.
    [GeneratedRegex(@"\A[A-Za-z/](?:[A-Za-z0-9_./@+-]|:(?=[A-Za-z0-9/]))*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?:true|false|yes|no|on|off|null|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"[^\n\x20-\x7E\u00A0-\uD7FF\uE000-\uFFFD]|[ \t]\n")]
    private static partial Regex Unprintable();
}
