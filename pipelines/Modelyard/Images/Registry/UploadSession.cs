using Modelyard.Content;

namespace Modelyard.Images.Registry;

/// <summary>An upload that a registry has begun to take: where its next bytes go, and how many it has.</summary>
/// <remarks>OCI distribution specification 1.1, “Pushing blobs”.</remarks>
internal sealed record UploadSession(Uri Location, long Received, long SmallestChunk)
{
    /// <summary>From the answer to a POST, PATCH or GET of an upload.</summary>
    /// <param name="sent">What was sent so far, where the answer does not say what was received.</param>
    /// <exception cref="Diagnostics.YardException">YARD8028: the answer names no place.</exception>
    public static UploadSession Of(HttpResponseMessage answer, long sent, string what)
    {
        var asked = answer.RequestMessage!.RequestUri!;
        if (answer.Headers.Location is not { } location) throw RegistryCodes.Refused.Failure($"{what}: {answer.RequestMessage.Method} {asked.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode} without a Location");
        var smallest = answer.Headers.TryGetValues("OCI-Chunk-Min-Length", out var said) && long.TryParse(said.First(), out var length) ? length : 0;
        return new UploadSession(new Uri(asked, location), ReceivedOf(answer) ?? sent, smallest);
    }

    /// <summary>The address that ends the upload.</summary>
    public Uri Ending(Digest digest) => new UriBuilder(Location) { Query = $"{(Location.Query.Length > 1 ? Location.Query + "&" : "")}digest={digest}" }.Uri;

    /// <summary>The request that sends a part.</summary>
    public HttpRequestMessage Part(Stream content, long length)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, Location) { Content = new ChunkContent(content, length) };
        // Not the form of RFC 9110: the specification wants neither unit nor total.
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{Received}-{Received + length - 1}");
        return request;
    }

    // `Range: 0-1023`; `0-0` is said for one byte and for none.
    private static long? ReceivedOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Range", out var said)) return null;
        var end = said.First().Split('-')[^1];
        return long.TryParse(end, out var last) ? last == 0 ? 0 : last + 1 : null;
    }
}
