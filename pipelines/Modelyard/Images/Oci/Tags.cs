using System.Text.RegularExpressions;
using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary>Tags: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c>.</summary>
public static partial class Tags
{
    private const string OfManifestPrefix = "digest-";

    // A tag has 128 characters at most.
    private const int HexThatFits = 56;

    /// <summary>Whether a text is one.</summary>
    public static bool IsTag(string text) => Form().IsMatch(text);

    /// <summary>The tag that keeps a manifest without one of its own from being pruned.</summary>
    public static string OfManifest(Digest digest) => OfManifestPrefix + digest.Hex;

    /// <summary>The tag of the index of a manifest's referrers, where the registry has no referrers API. The only tag that moves.</summary>
    /// <remarks>OCI distribution specification 1.1, “Referrers Tag Schema”.</remarks>
    public static string OfReferrers(Digest subject) => "sha256-" + subject.Hex;

    /// <summary>The tag of one referrer of a manifest: it keeps it from being pruned, and tells who lists tags whose referrer it is.</summary>
    public static string OfReferrer(Digest subject, Digest referrer) => $"{OfReferrers(subject)}.{referrer.Hex[..HexThatFits]}";

    /// <summary>Whether this is one of those three, which no person gave.</summary>
    public static bool IsMade(string tag) => MadeForm().IsMatch(tag);

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(digest-[0-9a-f]{64}|sha256-[0-9a-f]{64}(\.[0-9a-f]{56})?)\z")]
    private static partial Regex MadeForm();
}
