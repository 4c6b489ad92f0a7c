using System.Reflection;
using System.Text;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Templates;

/// <summary>
/// A model folder to start from: it validates, trains on its little sample in seconds and serves. The files are beside this one,
/// <c>&lt;template&gt;/…</c>, and travel inside the program; <c>{{name}}</c> and <c>{{owner}}</c> in them are filled in.
/// </summary>
public static class ModelTemplate
{
    private const string Root = "templates/";
    private static readonly Assembly Here = typeof(ModelTemplate).Assembly;

    /// <summary>The templates that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Here.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Select(name => name.Split('/')[1]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Writes <c>models/&lt;name&gt;/</c>, whole or not at all.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="staging">An empty folder for the work; on the repository's file system where that can be.</param>
    /// <returns>The files, relative to the model's folder.</returns>
    /// <exception cref="YardException">YARD9013: the name, YARD9014: it is taken, YARD9015: the template; all that are wrong.</exception>
    public static IReadOnlyList<string> Write(string root, string staging, string name, string template, string owner)
    {
        var problems = Problems(root, name, template).ToList();
        if (problems.Count > 0) throw new YardException(problems);
        var files = Here.GetManifestResourceNames().Where(file => file.StartsWith($"{Root}{template}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            var path = Path.Combine(staging, file[$"{Root}{template}/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text(file).Replace("{{name}}", name, StringComparison.Ordinal).Replace("{{owner}}", owner, StringComparison.Ordinal));
        }

        Place(staging, FolderOf(root, name));
        return [.. files.Select(file => file[$"{Root}{template}/".Length..])];
    }

    private static IEnumerable<Diagnostic> Problems(string root, string name, string template)
    {
        var rule = TextFormRule.Of(TextForm.Name);
        if (!rule.Fits(name) || name.Contains('\n'))
        {
            var near = Near(name);
            yield return WorkspaceCodes.BadModelName.Error(null, $"'{name}' is not {rule.Words}", rule.Fits(near) ? $"'{near}' would do" : null);
        }
        else if (Path.Exists(FolderOf(root, name)))
        {
            yield return WorkspaceCodes.ModelExists.Error(null, $"models/{name} is there already, and nothing of it was touched", "choose another name");
        }

        if (!Names.Contains(template))
        {
            yield return WorkspaceCodes.UnknownTemplate.Error(null, $"there is no template '{template}'; there are {string.Join(", ", Names)}", NearestName.Hint(template, Names));
        }
    }

    // The same words, in the letters that a name may have.
    private static string Near(string name)
    {
        var words = new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var near = string.Join('-', words).TrimStart([.. "0123456789-"]);
        return near.Length > 40 ? near[..40].TrimEnd('-') : near;
    }

    private static string FolderOf(string root, string name) => Path.Combine(root, "models", name);

    private static string Text(string file)
    {
        using var reader = new StreamReader(Here.GetManifestResourceStream(file)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void Place(string staging, string folder)
    {
        try
        {
            Directory.Move(staging, folder);
        }
        catch (IOException) when (!Path.Exists(folder))
        {
            // A store on another file system: copied beside the place first, so that the folder still appears as a whole.
            var beside = Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.new");
            foreach (var file in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(beside, Path.GetRelativePath(staging, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy, overwrite: true);
            }

            Directory.Move(beside, folder);
        }
    }
}
