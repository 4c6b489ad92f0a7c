using System.Text;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Requirements;

/// <summary>Reads a <c>requirements.txt</c>: of pip's format the part that means the same on every machine.</summary>
public static class RequirementsFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>What a model's file says, and everything wrong with it.</summary>
    /// <param name="folder">The model's folder, relative to the root.</param>
    /// <returns><see langword="null"/> where there is no file, nothing in it, or something wrong with it.</returns>
    internal static (ModelRequirements? Requirements, IReadOnlyList<Diagnostic> Problems) Read(string root, string folder)
    {
        var file = $"{folder}/{ModelRequirements.FileName}";
        var path = Path.Combine(root, file);
        if (!File.Exists(path)) return (null, []);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostBytes) return (null, [SpecCodes.Requirement.Error(new SourcePosition(file), $"the file has {length} bytes, expected at most {MostBytes}")]);
            return Parse(Path.GetFileName(folder), file, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return (null, [SpecCodes.Requirement.Error(new SourcePosition(file), $"the file cannot be read as UTF-8: {unreadable.Message}")]);
        }
    }

    /// <summary>What an artifact's file says.</summary>
    /// <param name="subject">Whose it is: <c>fruit@dev3</c>.</param>
    /// <exception cref="YardException">It is not what this platform wrote.</exception>
    public static ModelRequirements OfArtifact(string subject, string path)
    {
        var (requirements, problems) = Parse(subject, null, File.ReadAllText(path));
        return requirements ?? throw new YardException([.. problems.Select(problem => problem with { Message = $"{subject}: {problem.Message}" })]);
    }

    /// <summary>What a text says.</summary>
    /// <param name="file">Relative to the root; <see langword="null"/> where problems are to name no place.</param>
    internal static (ModelRequirements? Requirements, IReadOnlyList<Diagnostic> Problems) Parse(string subject, string? file, string text)
    {
        var problems = new List<Diagnostic>();
        var lines = new List<Requirement>();
        foreach (var (number, line) in Lines(text))
        {
            if (RequirementLine.Parse(line, number, out var problem) is { } requirement) lines.Add(requirement);
            else problems.Add(SpecCodes.Requirement.Error(At(number), problem!.Value.Message, problem.Value.Hint));
        }

        foreach (var twice in lines.GroupBy(line => line.Name).Where(group => group.Count() > 1))
        {
            problems.Add(SpecCodes.Requirement.Error(At(twice.ElementAt(1).Line), $"{twice.Key} stands in line {twice.First().Line} already", "keep one of the lines"));
        }

        if (lines.Exists(line => line.Hashes.Count > 0))
        {
            problems.AddRange(lines.Where(line => line.Hashes.Count == 0)
                .Select(line => SpecCodes.Requirement.Error(At(line.Line), $"{line} has no hash, while other lines have", "give every line its hash, or none; `pip hash FILE` prints it")));
        }

        problems.Sort((one, other) => Nullable.Compare(one.Where?.Line, other.Where?.Line));
        return problems.Count > 0 || lines.Count == 0
            ? (null, problems)
            : (new ModelRequirements(subject, file, [.. lines.OrderBy(line => line.Name, StringComparer.Ordinal)]), []);

        SourcePosition? At(int line) => file is null ? null : new SourcePosition(file, line, 1);
    }

    // Without comments and blank ones; a backslash at the end joins a line with the next, as tools that lock hashes write them.
    private static IEnumerable<(int Number, string Line)> Lines(string text)
    {
        var (start, joined) = (0, "");
        foreach (var (number, line) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (joined.Length == 0) start = number + 1;
            var content = WithoutComment(line);
            if (content.EndsWith('\\'))
            {
                joined += content[..^1] + " ";
                continue;
            }

            joined += content;
            if (joined.Trim() is { Length: > 0 } whole) yield return (start, whole);
            joined = "";
        }

        if (joined.Trim() is { Length: > 0 } last) yield return (start, last);
    }

    private static string WithoutComment(string line)
    {
        for (var at = line.IndexOf('#', StringComparison.Ordinal); at >= 0; at = line.IndexOf('#', at + 1))
        {
            if (at == 0 || char.IsWhiteSpace(line[at - 1])) return line[..at].TrimEnd();
        }

        return line.TrimEnd();
    }
}
