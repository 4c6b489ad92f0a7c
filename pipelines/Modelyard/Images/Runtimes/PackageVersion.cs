using System.Globalization;
using System.Text.RegularExpressions;

namespace Modelyard.Images.Runtimes;

/// <summary>The part of PEP 440 that “at least” needs: epoch, release numbers, and whether the release is still to come.</summary>
public static partial class PackageVersion
{
    /// <summary>
    /// Whether <paramref name="found"/> is <paramref name="least"/> or newer. <c>1.2</c> equals <c>1.2.0</c>; <c>1.2rc1</c> and
    /// <c>1.2.dev3</c> come before <c>1.2</c>; post-releases and local versions (<c>1.2+deb12u1</c>) do not. What is not a
    /// version at all is never new enough.
    /// </summary>
    public static bool IsAtLeast(string found, string least) =>
        Parse(found) is { } have && Parse(least) is { } want && Compare(have, want) >= 0;

    private static int Compare((int[] Numbers, bool Early) a, (int[] Numbers, bool Early) b)
    {
        for (var i = 0; i < Math.Max(a.Numbers.Length, b.Numbers.Length); i++)
        {
            var order = a.Numbers.ElementAtOrDefault(i).CompareTo(b.Numbers.ElementAtOrDefault(i));
            if (order != 0) return order;
        }

        return b.Early.CompareTo(a.Early);
    }

    /// <summary>The epoch (0 where none is written), then the release numbers.</summary>
    private static (int[] Numbers, bool Early)? Parse(string text)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success) return null;
        var numbers = match.Groups["release"].Value.Split('.').Prepend(match.Groups["epoch"] is { Success: true, Value: var epoch } ? epoch : "0");
        return ([.. numbers.Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))], match.Groups["early"].Success);
    }

    [GeneratedRegex(@"^v?((?<epoch>\d{1,9})!)?(?<release>\d{1,9}(\.\d{1,9})*)(?<early>[-_.]?(a|b|c|rc|alpha|beta|pre|preview|dev)[-_.]?\d*.*)?([-_.+].*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
