using System.Text;
using Modelyard.Content;
using Modelyard.Diagnostics;

namespace Modelyard.Images.Bases;

/// <summary>
/// The versions that a base of Debian, and all runtimes on it, may hold: a file beside the one that names the base, <c>name=version</c> a line, sorted. Where it
/// is, images are made of exactly these; where it is not, of what apt offers on the day.
/// </summary>
/// <param name="File">Relative to the repository's root.</param>
/// <param name="Versions">Package → version.</param>
public sealed record DebianLock(string File, IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>The file of a base.</summary>
    /// <param name="images">The file that names the base: <c>pipelines/Runtimes/images.yaml</c>.</param>
    public static string FileOf(string images, string name) => $"{images[..^".yaml".Length]}.{name}.lock";

    /// <summary>Names what images are made of by it.</summary>
    public Digest Digest => Digest.Of(Encoding.UTF8.GetBytes(Lines(Versions)));

    /// <summary>As apt wants to be told (apt_preferences(5)): these versions before all others, older ones too.</summary>
    public string Preferences => string.Concat(Versions.OrderBy(package => package.Key, StringComparer.Ordinal)
        .Select(package => $"Package: {package.Key}\nPin: version {package.Value}\nPin-Priority: 1001\n\n"));

    /// <summary>Reads a base's lock; <see langword="null"/> where it has none.</summary>
    /// <exception cref="YardException">YARD7130: every line that is none.</exception>
    public static DebianLock? Read(string root, string images, string name)
    {
        var file = FileOf(images, name);
        var path = Path.Combine(root, file);
        if (!System.IO.File.Exists(path)) return null;
        var (versions, problems) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new List<Diagnostic>());
        foreach (var (index, whole) in System.IO.File.ReadAllLines(path).Index())
        {
            var line = whole.Split('#', 2)[0].Trim();
            if (line.Length == 0) continue;
            if (line.Split('=') is not [{ Length: > 0 } package, { Length: > 0 } version] || line.Contains(' ', StringComparison.Ordinal)) problems.Add(Problem(index, $"found '{line}', expected 'name=version'"));
            else if (!versions.TryAdd(package, version)) problems.Add(Problem(index, $"{package} stands in the lock already"));
        }

        return problems.Count > 0 ? throw new YardException(problems) : new DebianLock(file, versions);

        Diagnostic Problem(int index, string message) => BaseCodes.LockUnreadable.Error(new SourcePosition(file, index + 1, 1), message, "./yard build --update-locks writes it anew");
    }

    /// <summary>The text of a lock.</summary>
    /// <param name="what">What it is of, in words.</param>
    public static string Text(string what, IReadOnlyDictionary<string, string> versions) =>
        $"# Packages of {what} that images may hold, in these versions. Written by `yard build --update-locks`.\n{Lines(versions)}";

    /// <summary>What is installed otherwise than the lock says.</summary>
    public IReadOnlyList<Diagnostic> Differences(IReadOnlyList<InstalledPackage> installed) =>
    [
        .. installed.Where(package => Versions.GetValueOrDefault(package.Name) != package.Version).Select(package => BaseCodes.LockNotHeld.Error(
            new SourcePosition(File),
            Versions.TryGetValue(package.Name, out var locked)
                ? $"{package.Name} is locked at {locked}; apt offers {package.Version}"
                : $"{package.Name} {package.Version} is needed, and not in the lock",
            "./yard build --update-locks, or let apt reach an archive that has the locked versions")),
    ];

    private static string Lines(IReadOnlyDictionary<string, string> versions) =>
        string.Concat(versions.OrderBy(package => package.Key, StringComparer.Ordinal).Select(package => $"{package.Key}={package.Value}\n"));
}
