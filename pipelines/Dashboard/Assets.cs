using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Modelyard.Dashboard;

/// <summary>The style, the script and the icon: embedded, and under addresses that change with their content, so that they are kept for ever.</summary>
internal static class Assets
{
    private const string Prefix = "/assets/";

    private static readonly FrozenDictionary<string, (byte[] Content, string Type, string Hash)> Files = new[]
    {
        ("dashboard.css", "text/css; charset=utf-8"),
        ("dashboard.js", "text/javascript; charset=utf-8"),
        ("tryit.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(file => file.Item1, file => Read(file.Item1, file.Item2));

    public static string Address(string name) => $"{Prefix}{name}?v={Files[name].Hash}";

    /// <summary>Whether the address is one of theirs.</summary>
    public static bool Has(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) && Files.ContainsKey(path[Prefix.Length..]);

    public static Task AnswerAsync(HttpContext context, string path)
    {
        var (content, type, hash) = Files[path[Prefix.Length..]];
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.CacheControl = context.Request.Query["v"] == hash ? "public, max-age=31536000, immutable" : "no-cache";
        return context.Response.Body.WriteAsync(content).AsTask();
    }

    private static (byte[] Content, string Type, string Hash) Read(string name, string type)
    {
        using var file = typeof(Assets).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return (content, type, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }
}
