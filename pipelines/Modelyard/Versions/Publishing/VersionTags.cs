using System.Globalization;
using System.Text.RegularExpressions;
using Modelyard.Content;

namespace Modelyard.Versions.Publishing;

/// <summary>
/// Tags of versions: <c>version-&lt;hex of the identity&gt;</c> and <c>v7</c>. A registry has a repository for each model; a layout holds
/// all models, so that there the model's name and a hyphen come first.
/// </summary>
public sealed partial class VersionTags(string prefix)
{
    private const string Version = "version-";

    /// <summary>Whether this is the number of a version: <c>v7</c>.</summary>
    public static bool IsNumber(string text) => NumberForm().IsMatch(text);

    /// <summary>The 7 of <c>v7</c>.</summary>
    public static int NumberOf(string number) => int.Parse(number.AsSpan(1), CultureInfo.InvariantCulture);

    public string Of(Digest identity) => $"{prefix}{Version}{identity.Hex}";

    public string Of(string number) => prefix + number;

    /// <summary>The identity that a tag names.</summary>
    public Digest? IdentityOf(string tag) => WithoutPrefix(tag) is { } rest && IdentityForm().IsMatch(rest) ? new Digest(rest[Version.Length..]) : null;

    /// <summary>The number that a tag is.</summary>
    public string? NumberOfTag(string tag) => WithoutPrefix(tag) is { } rest && IsNumber(rest) ? rest : null;

    private string? WithoutPrefix(string tag) => tag.StartsWith(prefix, StringComparison.Ordinal) ? tag[prefix.Length..] : null;

    [GeneratedRegex(@"\Aversion-[0-9a-f]{64}\z")]
    private static partial Regex IdentityForm();

    [GeneratedRegex(@"\Av[1-9][0-9]{0,8}\z")]
    private static partial Regex NumberForm();
}
