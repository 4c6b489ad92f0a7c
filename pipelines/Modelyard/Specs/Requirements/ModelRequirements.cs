using System.Text;

namespace Modelyard.Specs.Requirements;

/// <summary>The packages of Python that one model has for itself: <c>models/&lt;model&gt;/requirements.txt</c>, one exact version a line.</summary>
/// <param name="Subject">Whose they are, for people: a model, or a version of one.</param>
/// <param name="File">Relative to the repository's root; <see langword="null"/> where they come from an artifact.</param>
/// <param name="Lines">Sorted by name; at least one, no name twice.</param>
public sealed record ModelRequirements(string Subject, string? File, IReadOnlyList<Requirement> Lines)
{
    /// <summary>The file's name, in a model's folder and in an artifact's <c>code/</c>.</summary>
    public const string FileName = "requirements.txt";

    /// <summary>What the file says, without comments and layout: equal for files that mean the same.</summary>
    public string Text => string.Concat(Lines.Select(line => line + "\n"));

    /// <summary>The models whose steps run with packages of their own: a file that says something, and a component of the model's own in Python.</summary>
    internal static IReadOnlyDictionary<string, ModelRequirements> Of(
        string root,
        IReadOnlyDictionary<string, SpecFile<ModelSpec>> models,
        IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components,
        IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> runtimes) => models.Values
        .Where(model => System.IO.File.Exists(Path.Combine(root, model.Folder, FileName)) && OwnRuntimes(model.Spec, components, runtimes).Any())
        .Select(model => RequirementsFile.Read(root, model.Folder).Requirements)
        .OfType<ModelRequirements>()
        .ToDictionary(requirements => requirements.Subject, StringComparer.Ordinal);

    /// <summary>The runtimes in Python that components of a model's own are on.</summary>
    public static IEnumerable<string> OwnRuntimes(
        ModelSpec model, IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components, IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> runtimes) => model.Candidates.Values
        .SelectMany(candidate => candidate.Pipeline.Values)
        .Where(step => OwnComponents.IsOwn(step.Uses) && components.ContainsKey(step.Uses))
        .Select(step => components[step.Uses].Spec.Runtime)
        .Where(runtime => runtimes[runtime].Spec.Language == "python")
        .Distinct(StringComparer.Ordinal);
}

/// <summary>One package in one version.</summary>
/// <param name="Name">Normalised: lower case, words joined by one hyphen.</param>
/// <param name="Hashes">SHA-256 of files that will do, hexadecimal, sorted; empty where any of that version will.</param>
/// <param name="Line">From 1, where it stands.</param>
public sealed record Requirement(string Name, string Version, IReadOnlyList<string> Hashes, int Line)
{
    /// <summary>A name as PEP 503 compares it.</summary>
    public static string Normalised(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (letter is not ('-' or '_' or '.')) text.Append(letter);
            else if (text.Length == 0 || text[^1] != '-') text.Append('-');
        }

        return text.ToString();
    }

    /// <summary><c>name==version</c>, with its hashes: as pip reads it.</summary>
    public override string ToString() => $"{Name}=={Version}{string.Concat(Hashes.Select(hash => $" --hash=sha256:{hash}"))}";
}
