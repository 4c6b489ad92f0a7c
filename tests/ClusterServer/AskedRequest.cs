using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Modelyard.TestClusters;

/// <summary>A request, in the words of roles.</summary>
/// <param name="Verb"><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>delete</c>.</param>
/// <param name="Path">Below the server's address.</param>
/// <param name="Group">Empty of the core group.</param>
/// <param name="Plural"><c>jobs</c></param>
/// <param name="Part"><c>log</c>, <c>status</c>; empty for the object itself.</param>
public sealed partial record AskedRequest(string Verb, string Path, string Group, string Version, string? Namespace, string Plural, string? Name, string Part, IQueryCollection Query)
{
    /// <summary><c>jobs.batch</c>, <c>pods/log</c></summary>
    public string Resource => Plural + (Part.Length == 0 ? "" : $"/{Part}") + (Group.Length == 0 ? "" : $".{Group}");

    internal string Collection => $"{Group}/{Version}/{Plural}";

    internal static AskedRequest Read(HttpRequest request)
    {
        var path = request.Path.Value!.Trim('/');
        var match = Address().Match(path);
        var name = match.Groups["name"] is { Success: true } given ? given.Value : null;
        var verb = request.Method switch
        {
            "GET" when request.Query["watch"] == "true" => "watch",
            "GET" => name is null ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            var other => other.ToLowerInvariant(),
        };
        return new AskedRequest(
            verb, path, match.Groups["group"].Value, match.Groups["version"].Value, match.Groups["namespace"] is { Success: true } place ? place.Value : null,
            match.Groups["plural"].Value, name, match.Groups["part"].Value, request.Query);
    }

    [GeneratedRegex("^(api/(?<version>[^/]+)|apis/(?<group>[^/]+)/(?<version>[^/]+))(/namespaces/(?<namespace>[^/]+)(?=/))?/(?<plural>[^/]+)(/(?<name>[^/]+))?(/(?<part>[^/]+))?$")]
    private static partial Regex Address();
}
