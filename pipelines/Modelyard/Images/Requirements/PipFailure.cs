using System.Text.RegularExpressions;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Requirements;

/// <summary>Why pip did not install, in words that name the line which is to blame.</summary>
/// <param name="Line"><see langword="null"/> where pip does not tell.</param>
/// <param name="IsOutOfReach">No index answered, so that asking for other lines is of no use.</param>
internal sealed partial record PipFailure(Diagnostic Problem, Requirement? Line, bool IsOutOfReach = false)
{
    private const string Indexes = "let PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf lead to an index that has it";

    private static readonly string[] Unreachable = ["NewConnectionError", "Failed to establish a new connection", "ConnectTimeoutError", "Max retries exceeded", "ProxyError"];

    /// <param name="asked">The lines that pip was given.</param>
    public static PipFailure Of(CommandResult result, ModelRequirements requirements, IReadOnlyList<Requirement> asked, string log)
    {
        var text = string.Join('\n', result.Tail);
        if (NotFound().Match(text) is { Success: true } missing && Find(missing) is { } line) return Missing(missing.Groups["versions"].Value, line);
        if (HashDiffers().Match(text) is { Success: true } differs && Find(differs) is { } changed)
        {
            return new PipFailure(RequirementsCodes.NotInstalled.Error(At(changed), $"{About(changed)}: the file that pip got has none of the hashes of the line", "get the file and the hash from where you trust them"), changed);
        }

        var reason = result.Tail.LastOrDefault(said => said.StartsWith("ERROR:", StringComparison.Ordinal))?["ERROR:".Length..].Trim() ?? result.LastLine.Trim();
        var blamed = asked.FirstOrDefault(one => Regex.IsMatch(Requirement.Normalised(reason), $"(^|[^a-z0-9-]){Regex.Escape(one.Name)}($|[^a-z0-9-])"));
        var where = blamed is null ? requirements.File is null ? null : new SourcePosition(requirements.File) : At(blamed);
        return new PipFailure(
            RequirementsCodes.NotInstalled.Error(where, $"{(blamed is null ? requirements.Subject : About(blamed))}: pip ended with exit code {result.ExitCode}: {reason}", $"the whole output is in {log}"), blamed);

        PipFailure Missing(string versions, Requirement line)
        {
            if (versions.Length > 0 && versions != "none")
            {
                return new PipFailure(RequirementsCodes.NotFound.Error(At(line), $"{About(line)}: pip finds no such version; it finds {Newest(versions)}", $"name one of them, or {Indexes}"), line);
            }

            return Unreachable.Any(sign => text.Contains(sign, StringComparison.Ordinal))
                ? new PipFailure(RequirementsCodes.NotFound.Error(At(line), $"{About(line)}: pip reaches no package index", $"{Indexes}; the whole output is in {log}"), line, IsOutOfReach: true)
                : new PipFailure(RequirementsCodes.NotFound.Error(At(line), $"{About(line)}: pip finds no package of this name for this Python", $"correct the name, or {Indexes}"), line);
        }

        Requirement? Find(Match match) => asked.FirstOrDefault(one => one.Name == Requirement.Normalised(match.Groups["name"].Value));

        SourcePosition? At(Requirement one) => requirements.File is null ? null : new SourcePosition(requirements.File, one.Line, 1);

        string About(Requirement one) => requirements.File is null ? $"{requirements.Subject}: {one.Name}=={one.Version}" : $"{one.Name}=={one.Version}";
    }

    // pip lists them oldest first.
    private static string Newest(string versions)
    {
        var all = versions.Split(", ");
        return all.Length <= 8 ? versions : $"… {string.Join(", ", all[^8..])}";
    }

    [GeneratedRegex(@"satisfies the requirement (?<name>[A-Za-z0-9._-]+?)==\S+ \(from versions: (?<versions>[^)]*)\)")]
    private static partial Regex NotFound();

    [GeneratedRegex(@"DO NOT MATCH THE HASHES[\s\S]*?\n\s+(?<name>[A-Za-z0-9._-]+?)==", RegexOptions.CultureInvariant)]
    private static partial Regex HashDiffers();
}
