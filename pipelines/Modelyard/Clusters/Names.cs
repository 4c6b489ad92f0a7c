using System.Security.Cryptography;
using System.Text;

namespace Modelyard.Clusters;

/// <summary>Names of objects: DNS labels (RFC 1123) of at most 63 characters, which every kind takes.</summary>
public static class Names
{
    /// <summary>The most characters of a name, and of a label's value.</summary>
    public const int Longest = 63;

    private const int DigestDigits = 8;

    /// <summary>
    /// A name made of parts, joined by <c>-</c>: lower case, every other character a <c>-</c>. Where a part had to be changed or the whole be cut, the first
    /// eight hex digits of the parts' SHA-256 stand at the end, so that different parts never get one name.
    /// </summary>
    public static string Of(params string[] parts)
    {
        var whole = string.Join('-', parts);
        var clean = Clean(whole.ToLowerInvariant(), static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter), '-');
        return clean == whole && clean.Length <= Longest ? clean : WithDigest(clean, string.Join('\0', parts));
    }

    /// <summary>A label's value for a text: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, with a letter or digit at both ends; marked by a digest where it had to be changed or cut.</summary>
    public static string LabelValue(string text)
    {
        var clean = Clean(text, static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.', '_');
        return clean == text && clean.Length <= Longest ? clean : WithDigest(clean, text);
    }

    private static string Clean(string text, Func<char, bool> isAllowed, char instead)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text) clean.Append(isAllowed(letter) ? letter : instead);
        return clean.ToString().Trim('-', '_', '.');
    }

    private static string WithDigest(string clean, string whole)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..DigestDigits];
        var start = clean[..Math.Min(clean.Length, Longest - DigestDigits - 1)].TrimEnd('-', '_', '.');
        return start.Length == 0 ? $"x{digest}" : $"{start}-{digest}";
    }
}
