using System.Reflection;
using System.Text.RegularExpressions;
using Modelyard.Diagnostics;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Diagnostics;

/// <summary>A code and the file that declares it.</summary>
/// <param name="File">Relative to <c>pipelines/</c>, forward slashes.</param>
internal sealed record DeclaredCode(DiagnosticCode Code, string File);

/// <summary>
/// Every code of every program, read from source: the programs are not referenced here, and some could not be, yet one
/// page and one range of numbers is shared by all.
/// </summary>
internal static partial class DeclaredCodes
{
    private static readonly string Pipelines = Path.Combine(SourceRepository.Root, "pipelines");

    /// <summary>In order of file, then of place in it.</summary>
    public static IReadOnlyList<DeclaredCode> All { get; } =
    [
        .. Sources("*.cs")
            .Where(source => source.Text.Contains("[DiagnosticCodes]", StringComparison.Ordinal))
            .SelectMany(source => Declaration().Matches(source.Text).Select(match => new DeclaredCode(
                new DiagnosticCode(match.Groups["id"].Value, Unescape(match.Groups["title"].Value), Unescape(match.Groups["remedy"].Value)), source.File))),
    ];

    /// <summary>What reflection finds in the library, which must all be in <see cref="All"/>.</summary>
    public static IReadOnlyList<DiagnosticCode> OfTheLibrary { get; } =
    [
        .. typeof(DiagnosticCode).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticCodesAttribute>() is not null)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetValue(null))
            .OfType<DiagnosticCode>(),
    ];

    /// <summary>(file, id) for every code that a program mentions, in whichever language.</summary>
    public static IReadOnlyList<(string File, string Id)> Mentioned { get; } =
    [
        .. Sources("*.cs").Concat(Sources("*.py")).SelectMany(source => Mention().Matches(source.Text).Select(match => (source.File, match.Value))),
    ];

    private static IEnumerable<(string File, string Text)> Sources(string pattern) =>
        Directory.EnumerateFiles(Pipelines, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Pipelines, path).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(file => (file, File.ReadAllText(Path.Combine(Pipelines, file))));

    private static string Unescape(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);

    [GeneratedRegex("""DiagnosticCode \w+ =\s*new(?: DiagnosticCode)?\(\s*"(?<id>[^"]*)",\s*"(?<title>(?:[^"\\]|\\.)*)",\s*"(?<remedy>(?:[^"\\]|\\.)*)"\);""")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"YARD\d{4}")]
    private static partial Regex Mention();
}
