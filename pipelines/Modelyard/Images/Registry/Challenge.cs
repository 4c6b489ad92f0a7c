using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Modelyard.Images.Registry;

/// <summary>What a registry wants before it answers: <c>WWW-Authenticate</c>.</summary>
/// <param name="Scheme"><c>basic</c> or <c>bearer</c>.</param>
/// <remarks>RFC 7235, section 2.1; RFC 6750, section 3; Docker's token authentication.</remarks>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>A bearer challenge where there is one, else a basic one.</summary>
    public static Challenge? Of(HttpHeaderValueCollection<AuthenticationHeaderValue> asked) => asked
        .Select(value => new Challenge(value.Scheme.ToLowerInvariant(), Read(value.Parameter ?? "")))
        .Where(challenge => challenge.Scheme == "basic" || (challenge.Scheme == "bearer" && challenge.Parameters.ContainsKey("realm")))
        .MaxBy(challenge => challenge.Scheme == "bearer");

    private static Dictionary<string, string> Read(string text) => Parameter().Matches(text)
        .DistinctBy(match => match.Groups["name"].Value.ToLowerInvariant())
        .ToDictionary(
            match => match.Groups["name"].Value.ToLowerInvariant(),
            match => match.Groups["quoted"] is { Success: true } quoted ? Escape().Replace(quoted.Value, "$1") : match.Groups["token"].Value);

    [GeneratedRegex("""(?<name>[A-Za-z_-]+)\s*=\s*("(?<quoted>([^"\\]|\\.)*)"|(?<token>[^\s,"]+))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
