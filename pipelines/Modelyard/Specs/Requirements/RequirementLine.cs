using System.Text.RegularExpressions;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Requirements;

/// <summary>One line of a <c>requirements.txt</c>.</summary>
internal static partial class RequirementLine
{
    private const string Machine = "where packages come from is the machine's to say: PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf";

    private static readonly (string[] Names, string Hint)[] Options =
    [
        (["-r", "--requirement", "-c", "--constraint"], "write the lines of that file here"),
        (["-e", "--editable"], "code of a model lies in its folder code/; a package is installed in a released version"),
        (["-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--no-index", "--trusted-host"], Machine),
    ];

    /// <summary>The requirement of a line without comment, or what is wrong with it.</summary>
    /// <param name="line">Neither empty nor padded.</param>
    /// <param name="number">From 1.</param>
    public static Requirement? Parse(string line, int number, out (string Message, string? Hint)? problem)
    {
        problem = Refused(line);
        if (problem is not null) return null;
        var match = Pinned().Match(line);
        if (match.Success)
        {
            return new Requirement(
                Requirement.Normalised(match.Groups["name"].Value),
                match.Groups["version"].Value,
                [.. match.Groups["hash"].Captures.Select(hash => hash.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                number);
        }

        if (line.Contains("--hash", StringComparison.Ordinal))
        {
            problem = ($"found {Excerpt.Of(line)}, expected 'name==version --hash=sha256:…'", "`pip hash FILE` prints such a hash, of 64 digits");
            return null;
        }

        var name = Named().Match(line);
        problem = name.Success && (name.Groups["rest"].Value is "" || "<>=!~".Contains(name.Groups["rest"].Value[0], StringComparison.Ordinal))
            ? ($"found {Excerpt.Of(line)}, expected one version, '{name.Groups["name"].Value}==…'", "two machines must get the same: `pip freeze`, where it works, prints the versions")
            : ($"found {Excerpt.Of(line)}, expected 'name==version'", null);
        return null;
    }

    private static (string Message, string? Hint)? Refused(string line)
    {
        if (line.StartsWith('-'))
        {
            var option = line.Split([' ', '=', '\t'], 2)[0];
            return ($"the option {Excerpt.Of(option)} is not taken here, expected 'name==version'", Options.FirstOrDefault(known => known.Names.Contains(option)).Hint);
        }

        if (line.Contains("://", StringComparison.Ordinal) || Direct().IsMatch(line) || line[0] is '.' or '/')
        {
            return ($"found {Excerpt.Of(line)}, expected 'name==version' of an index", $"an address or a path may hold something else tomorrow; {Machine}");
        }

        if (line.Contains(';', StringComparison.Ordinal)) return ($"found {Excerpt.Of(line)}, expected 'name==version' without a condition", "a line counts on every machine, or on none");
        if (line.Contains('[', StringComparison.Ordinal)) return ($"found {Excerpt.Of(line)}, expected 'name==version' without extras", "write what the extra brings on lines of its own");
        return null;
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*==\s*(?<version>(?:[0-9]+!)?[0-9][0-9A-Za-z._+-]*)(?:\s+--hash[= ]sha256:(?<hash>[0-9a-f]{64}))*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?<rest>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"\s@\s|\.(?:whl|zip|tar\.gz|tgz)$")]
    private static partial Regex Direct();
}
