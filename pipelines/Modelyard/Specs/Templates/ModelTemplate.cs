using System.Reflection;
using System.Text;
using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Templates;

/// <summary>A model that was started.</summary>
/// <param name="Files">Relative to the model's folder.</param>
public sealed record NewModel(string Owner, IReadOnlyList<string> Files);

/// <summary>
/// A model folder to start from: it validates, trains on its little sample in seconds and serves. The files are beside this one,
/// <c>&lt;template&gt;/…</c>, and travel inside the program; <c>{{name}}</c> and <c>{{owner}}</c> in them are filled in.
/// </summary>
public static class ModelTemplate
{
    /// <summary>The owner of a model whose owner is still to be written down.</summary>
    public const string NobodyYet = "your-team";

    private const string Root = "templates/";
    private static readonly Assembly Here = typeof(ModelTemplate).Assembly;

    /// <summary>The templates that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Here.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Select(name => name.Split('/')[1]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Writes <c>models/&lt;name&gt;/</c>, whole or not at all.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="staging">An empty folder for the work; on the repository's file system where that can be.</param>
    /// <param name="owner">The team that owns it; null for the first tenant, or for <see cref="NobodyYet"/> where the repository lists none.</param>
    /// <exception cref="YardException">YARD9013: the name, YARD9014: it is taken, YARD9015: the template, YARD9016: the owner; all that are wrong.</exception>
    public static NewModel Write(string root, string staging, string name, string template, string? owner)
    {
        var tenants = SpecFileReader.Read<EnvironmentsSpec>(root, "pipelines", "environments.yaml").Source.KeysAt("tenants").ToList();
        var problems = Problems(root, name, template).Concat(OwnerProblems(owner, tenants)).ToList();
        if (problems.Count > 0) throw new YardException(problems);
        owner ??= tenants.FirstOrDefault(NobodyYet);
        var files = Here.GetManifestResourceNames().Where(file => file.StartsWith($"{Root}{template}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            var path = Path.Combine(staging, file[$"{Root}{template}/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text(file).Replace("{{name}}", name, StringComparison.Ordinal).Replace("{{owner}}", owner, StringComparison.Ordinal));
        }

        Place(staging, FolderOf(root, name));
        return new NewModel(owner, [.. files.Select(file => file[$"{Root}{template}/".Length..])]);
    }

    private static IEnumerable<Diagnostic> OwnerProblems(string? owner, List<string> tenants)
    {
        if (owner is null || tenants.Count == 0 || tenants.Contains(owner)) yield break;
        yield return WorkspaceCodes.UnknownOwner.Error(
            null,
            $"the owner {Excerpt.Of(owner)} is no tenant; pipelines/environments.yaml lists {string.Join(", ", tenants)}",
            NearestName.Hint(owner, tenants));
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
