using System.Globalization;
using System.Text.RegularExpressions;
using Modelyard.Diagnostics;

namespace Modelyard.Images.Builds;

/// <summary>Finds the errors in what the SDK printed.</summary>
internal static partial class CompilerOutput
{
    /// <summary>The errors in the order of their printing, each once: where, the compiler's own code, and its words.</summary>
    /// <param name="folder">The folder that was built in; paths within it are told as those of the repository.</param>
    public static IReadOnlyList<(SourcePosition? Where, string Code, string Message)> Errors(string output, string folder)
    {
        var errors = new List<(SourcePosition?, string, string)>();
        foreach (Match match in Error().Matches(output))
        {
            var error = (Position(match, folder), match.Groups["code"].Value, match.Groups["message"].Value.Trim());
            if (!errors.Contains(error)) errors.Add(error);
        }

        return errors;
    }

    private static SourcePosition? Position(Match match, string folder)
    {
        var file = match.Groups["file"].Value.Trim();
        if (!file.StartsWith(folder, StringComparison.Ordinal)) return null;
        var path = "pipelines" + file[folder.Length..];
        return match.Groups["line"].Success
            ? new SourcePosition(path, Number(match.Groups["line"]), Math.Max(1, Number(match.Groups["column"])))
            : new SourcePosition(path);
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 1;

    // Program.cs(3,14): error CS1002: ; expected [component.csproj]
    [GeneratedRegex(@"^(?<file>[^\n(]*?)(\((?<line>[0-9]+)(,(?<column>[0-9]+))?[0-9,]*\))? ?: error (?<code>[A-Z]+[0-9]+): (?<message>[^\n]*?)(?: \[[^\]\n]*\])?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
