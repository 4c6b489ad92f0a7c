namespace Modelyard.Specs;

/// <summary>
/// Components that one model has for itself: <c>models/&lt;model&gt;/code/&lt;name&gt;/</c> with a <c>component.yaml</c> like any other's. A step of
/// that model uses one as <c>./&lt;name&gt;</c>; among all components it is called <c>&lt;model&gt;/&lt;name&gt;</c>, which no shared one can be.
/// </summary>
public static class OwnComponents
{
    private const string Prefix = "./";

    /// <summary>The folder of a model in which its own components are.</summary>
    public const string Folder = "code";

    /// <summary>What it is called among all components.</summary>
    public static string NameOf(string model, string component) => $"{model}/{component}";

    /// <summary>Whether this name, among all components, is that of a model's own.</summary>
    public static bool IsOwn(string name) => name.Contains('/', StringComparison.Ordinal);

    /// <summary>The name as steps write it.</summary>
    public static string Written(string name) => IsOwn(name) ? Prefix + name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..] : name;

    /// <summary>The name of its folder in an artifact's <c>code/</c>; two hyphens in a row are in no component's name.</summary>
    public static string ArtifactFolder(string name) => IsOwn(name) ? $"own--{Written(name)[Prefix.Length..]}" : name;

    /// <summary>The model with what its steps use named as among all components.</summary>
    /// <param name="model">May lack what has errors.</param>
    /// <param name="name">The name of its folder.</param>
    internal static ModelSpec Resolve(ModelSpec model, string name) => model.Candidates is null ? model : model with
    {
        Candidates = model.Candidates.ToDictionary(candidate => candidate.Key, candidate => Resolve(candidate.Value, name)),
    };

    private static CandidateSpec Resolve(CandidateSpec candidate, string model) => candidate.Pipeline is null ? candidate : candidate with
    {
        Pipeline = candidate.Pipeline.ToDictionary(
            step => step.Key,
            step => step.Value.Uses?.StartsWith(Prefix, StringComparison.Ordinal) == true ? step.Value with { Uses = NameOf(model, step.Value.Uses[Prefix.Length..]) } : step.Value),
    };
}
