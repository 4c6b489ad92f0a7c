using System.Text.RegularExpressions;

namespace Modelyard.Images.Registry;

/// <summary>Lists that come in pages: <c>Link: &lt;/v2/…&gt;; rel="next"</c>.</summary>
/// <remarks>RFC 8288.</remarks>
internal static partial class Paging
{
    /// <summary>The address of the next page; <see langword="null"/> after the last.</summary>
    public static Uri? Next(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links)) return null;
        var asked = answer.RequestMessage!.RequestUri!;
        var next = links.SelectMany(link => Form().Matches(link)).FirstOrDefault(link => link.Groups["relation"].Value == "next");
        // A page that names itself would be read for ever.
        return next is not null && Uri.TryCreate(asked, next.Groups["address"].Value, out var address) && address != asked ? address : null;
    }

    [GeneratedRegex("""<(?<address>[^>]*)>\s*(;\s*[^,;]*)*;\s*rel="?(?<relation>\w+)"?""")]
    private static partial Regex Form();
}
