using System.Text;
using System.Text.RegularExpressions;
using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Requirements;

/// <summary>Reads an <c>apt.txt</c>: a package of Debian a line, <c>name</c> or <c>name=version</c>; <c>#</c> begins a comment.</summary>
public static partial class AptFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>What a model's file says, and everything wrong with it.</summary>
    /// <param name="folder">The model's folder, relative to the root.</param>
    /// <returns><see langword="null"/> where there is no file, nothing in it, or something wrong with it.</returns>
    internal static (DebianPackages? Packages, IReadOnlyList<Diagnostic> Problems) Read(string root, string folder)
    {
        var file = $"{folder}/{DebianPackages.FileName}";
        var path = Path.Combine(root, file);
        if (!File.Exists(path)) return (null, []);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostBytes) return (null, [SpecCodes.AptLine.Error(new SourcePosition(file), $"the file has {length} bytes, expected at most {MostBytes}")]);
            return Parse(Path.GetFileName(folder), file, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return (null, [SpecCodes.AptLine.Error(new SourcePosition(file), $"the file cannot be read as UTF-8: {unreadable.Message}")]);
        }
    }

    /// <summary>What an artifact's file says.</summary>
    /// <param name="subject">Whose it is: <c>fruit@dev3</c>.</param>
    /// <exception cref="YardException">It is not what this platform wrote.</exception>
    public static DebianPackages OfArtifact(string subject, string path)
    {
        var (packages, problems) = Parse(subject, null, File.ReadAllText(path));
        return packages ?? throw new YardException([.. problems.Select(problem => problem with { Message = $"{subject}: {problem.Message}" })]);
    }

    /// <summary>What a text says.</summary>
    /// <param name="file">Relative to the root; <see langword="null"/> where problems are to name no place.</param>
    internal static (DebianPackages? Packages, IReadOnlyList<Diagnostic> Problems) Parse(string subject, string? file, string text)
    {
        var (lines, problems) = (new List<DebianPackage>(), new List<Diagnostic>());
        foreach (var (index, whole) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index())
        {
            var line = whole.Split('#', 2)[0].Trim();
            if (line.Length == 0) continue;
            var match = Package().Match(line);
            if (!match.Success) problems.Add(Problem(index + 1, $"found {Excerpt.Of(line)}, expected one package, 'name' or 'name=version'", HintOf(line)));
            else if (lines.FirstOrDefault(known => known.Name == match.Groups["name"].Value) is { } twice) problems.Add(Problem(index + 1, $"{twice.Name} stands in line {twice.Line} already", "keep one of the lines"));
            else lines.Add(new DebianPackage(match.Groups["name"].Value, match.Groups["version"] is { Success: true } version ? version.Value : null, index + 1));
        }

        return problems.Count > 0 || lines.Count == 0
            ? (null, problems)
            : (new DebianPackages(subject, file, [.. lines.OrderBy(line => line.Name, StringComparer.Ordinal)]), []);

        Diagnostic Problem(int line, string message, string? hint) => SpecCodes.AptLine.Error(file is null ? null : new SourcePosition(file, line, 1), message, hint);
    }

    private static string? HintOf(string line) =>
        line.StartsWith('-') ? "where packages come from is the machine's to say, in /etc/apt"
        : line.Contains("==", StringComparison.Ordinal) ? "apt has one '=' between name and version; packages of Python go into requirements.txt"
        : line.Contains(':', StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal) ? "packages are of the platform that steps run on"
        : line.Contains(' ', StringComparison.Ordinal) ? "one package a line" : null;

    // Debian policy manual, 5.6.1 (names) and 5.6.12 (versions).
    [GeneratedRegex(@"^(?<name>[a-z0-9][a-z0-9+.-]+)(=(?<version>([0-9]+:)?[0-9][A-Za-z0-9.+~-]*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Package();
}
