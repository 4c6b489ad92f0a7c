using System.Net;
using System.Text.RegularExpressions;
using Modelyard.Content;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>
/// <c>[http://]host[:port]/path[:tag][@digest]</c>. Nothing is filled in: there is no default registry, path or tag.
/// </summary>
/// <param name="IsPlain">Whether it is spoken to without TLS: where that is written, and else on this machine itself.</param>
/// <param name="Host"><c>host[:port]</c>.</param>
/// <param name="Path"><c>modelyard/item-photo</c>.</param>
public sealed partial record ImageReference(bool IsPlain, string Host, string Path, string? Tag, Digest? Digest)
{
    /// <summary>The registry's address.</summary>
    public Uri Address => new($"{(IsPlain ? "http" : "https")}://{Host}/");

    /// <summary><c>host[:port]/path</c></summary>
    public string Repository => $"{Host}/{Path}";

    /// <summary>The digest, else the tag.</summary>
    public string? TagOrDigest => Digest?.ToString() ?? Tag;

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8021.</exception>
    public static ImageReference Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !Uri.TryCreate($"http://{match.Groups["host"].Value}/", UriKind.Absolute, out var address)) throw NotOne(text, "expected host[:port]/path[:tag][@sha256:…], the path in lower case");
        var host = match.Groups["host"].Value;
        // Docker takes `a/b` for docker.io/a/b; a typing error must not send a model there.
        if (!host.Contains('.', StringComparison.Ordinal) && !host.Contains(':', StringComparison.Ordinal) && host != "localhost") throw NotOne(text, $"'{host}' is no host: it has neither a dot nor a port");
        Digest? digest = null;
        if (match.Groups["digest"] is { Success: true } said)
        {
            digest = Content.Digest.TryParse(said.Value, out var read) ? read : throw NotOne(text, $"'{said.Value}' is no digest; expected sha256:<64 hexadecimal digits>");
        }

        var plain = match.Groups["scheme"].Value switch { "http://" => true, "https://" => false, _ => IsThisMachine(address) };
        return new ImageReference(plain, host, match.Groups["path"].Value, match.Groups["tag"] is { Success: true } tag ? tag.Value : null, digest);
    }

    /// <summary>The same repository's image of this tag or digest.</summary>
    public ImageReference With(string tagOrDigest) =>
        Content.Digest.TryParse(tagOrDigest, out var digest) ? this with { Tag = null, Digest = digest }
        : Tags.IsTag(tagOrDigest) ? this with { Tag = tagOrDigest, Digest = null }
        : throw OciCodes.NotATag.Failure($"'{tagOrDigest}' is neither a tag nor a digest");

    /// <summary>As it was written, without the scheme.</summary>
    public override string ToString() => Repository + (Tag is null ? "" : $":{Tag}") + (Digest is null ? "" : $"@{Digest}");

    private static bool IsThisMachine(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var number) && IPAddress.IsLoopback(number));

    private static Diagnostics.YardException NotOne(string text, string why) => RegistryCodes.NotAReference.Failure($"'{text}' is not the reference of an image: {why}");

    [GeneratedRegex(@"\A(?<scheme>https?://)?(?<host>(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?)(:[0-9]{1,5})?)/(?<path>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)(:(?<tag>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?(@(?<digest>.+))?\z")]
    private static partial Regex Form();
}
