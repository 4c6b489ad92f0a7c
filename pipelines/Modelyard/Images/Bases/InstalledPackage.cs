namespace Modelyard.Images.Bases;

/// <summary>A package that an image holds.</summary>
/// <param name="Ecosystem"><c>deb</c>, <c>pypi</c>, <c>nuget</c> or <c>generic</c>: the type of its package URL.</param>
/// <param name="Architecture">Of a Debian package; else empty.</param>
public sealed record InstalledPackage(string Ecosystem, string Name, string Version, string Architecture = "")
{
    /// <summary>What dpkg says is installed.</summary>
    /// <param name="status">The text of <c>/var/lib/dpkg/status</c>.</param>
    public static IReadOnlyList<InstalledPackage> OfDpkg(string status) =>
    [
        .. status.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(Fields)
            .Where(fields => fields.GetValueOrDefault("Status") == "install ok installed")
            .Select(fields => new InstalledPackage("deb", fields["Package"], fields["Version"], fields["Architecture"]))
            .OrderBy(package => package.Name, StringComparer.Ordinal)
            .ThenBy(package => package.Architecture, StringComparer.Ordinal),
    ];

    private static Dictionary<string, string> Fields(string paragraph) => paragraph.Split('\n')
        .Where(line => line.Length > 0 && line[0] != ' ')
        .Select(line => line.Split(": ", 2))
        .Where(field => field.Length == 2)
        .DistinctBy(field => field[0])
        .ToDictionary(field => field[0], field => field[1].Trim(), StringComparer.Ordinal);
}
