using System.Text.RegularExpressions;

namespace Modelyard.Infra.Components.Settings;

/// <summary>The forms that texts in settings take.</summary>
public static partial class Forms
{
    /// <summary>A DNS label (RFC 1123): names of namespaces, claims, accounts.</summary>
    [GeneratedRegex(@"^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public static partial Regex Label();

    /// <summary>An image by digest: what runs is what was reviewed.</summary>
    [GeneratedRegex(@"^\S+@sha256:[0-9a-f]{64}$")]
    public static partial Regex PinnedImage();

    /// <summary>A range of IPv4 addresses (RFC 4632).</summary>
    [GeneratedRegex(@"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$")]
    public static partial Regex AddressRange();

    /// <summary>A version of a chart, whole: a range would change under the reviewer.</summary>
    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+$")]
    public static partial Regex ChartVersion();

    /// <summary>A stack, as <c>pulumi stack ls</c> writes it with its organization and project.</summary>
    [GeneratedRegex(@"^[^/\s]+/[^/\s]+/[^/\s]+$")]
    public static partial Regex Stack();

    /// <summary>An absolute path.</summary>
    [GeneratedRegex(@"^/\S+$")]
    public static partial Regex Path();
}
