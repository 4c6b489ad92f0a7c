using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Modelyard.TestClusters;

/// <summary>Selectors of labels (<c>a=b</c>, <c>a in (b,c)</c>, <c>a</c>) and of fields (<c>metadata.name=x</c>).</summary>
internal sealed partial record Selector(string Labels, string Fields)
{
    public static Selector Of(AskedRequest asked) => new(asked.Query["labelSelector"].ToString(), asked.Query["fieldSelector"].ToString());

    public bool Fits(JsonObject item) =>
        Requirement().Matches(Labels).All(wanted => FitsLabel(item["metadata"]!["labels"]?[wanted.Groups["key"].Value]?.GetValue<string>(), wanted))
        && Fields.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2)).All(field => Value(item, field[0]) == field[1]);

    private static bool FitsLabel(string? value, Match wanted) =>
        wanted.Groups["set"].Success
            ? wanted.Groups["set"].Value.Split(',').Select(one => one.Trim()).Contains(value)
            : wanted.Groups["value"].Success ? value == wanted.Groups["value"].Value : value is not null;

    private static string? Value(JsonObject item, string path) => path.Split('.').Aggregate((JsonNode?)item, (node, name) => node?[name])?.ToString();

    [GeneratedRegex(@"(?<key>[^=,()\s]+)(\s+in\s+\((?<set>[^)]*)\)|==?(?<value>[^,]*))?(,|$)")]
    private static partial Regex Requirement();
}
