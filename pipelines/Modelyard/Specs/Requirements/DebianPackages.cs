namespace Modelyard.Specs.Requirements;

/// <summary>The packages of Debian that one model has for its own components: <c>models/&lt;model&gt;/apt.txt</c>, one a line.</summary>
/// <param name="Subject">Whose they are, for people: a model, or a version of one.</param>
/// <param name="File">Relative to the repository's root; <see langword="null"/> where they come from an artifact.</param>
/// <param name="Lines">Sorted by name; at least one, no name twice.</param>
public sealed record DebianPackages(string Subject, string? File, IReadOnlyList<DebianPackage> Lines)
{
    /// <summary>The file's name, in a model's folder and in an artifact's <c>code/</c>.</summary>
    public const string FileName = "apt.txt";

    /// <summary>What the file says, without comments and layout: equal for files that mean the same.</summary>
    public string Text => string.Concat(Lines.Select(line => line + "\n"));

    /// <summary>The models whose steps need packages of Debian: a file that says something, and a component of the model's own.</summary>
    internal static IReadOnlyDictionary<string, DebianPackages> Of(string root, IReadOnlyDictionary<string, SpecFile<ModelSpec>> models) => models.Values
        .Where(model => UsesOwn(model.Spec))
        .Select(model => AptFile.Read(root, model.Folder).Packages)
        .OfType<DebianPackages>()
        .ToDictionary(packages => packages.Subject, StringComparer.Ordinal);

    /// <summary>Whether a step of the model uses a component of its own; only such get the packages.</summary>
    public static bool UsesOwn(ModelSpec model) =>
        model.Candidates.Values.SelectMany(candidate => candidate.Pipeline.Values).Any(step => OwnComponents.IsOwn(step.Uses));
}

/// <summary>One package of Debian.</summary>
/// <param name="Version">The only one that will do; <see langword="null"/> where any will.</param>
/// <param name="Line">From 1, where it stands.</param>
public sealed record DebianPackage(string Name, string? Version, int Line)
{
    /// <summary><c>name</c> or <c>name=version</c>: as apt-get reads it.</summary>
    public override string ToString() => Version is null ? Name : $"{Name}={Version}";
}
