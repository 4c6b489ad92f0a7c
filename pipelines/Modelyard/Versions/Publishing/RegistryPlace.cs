using Modelyard.Diagnostics;
using Modelyard.Images.Registry;

namespace Modelyard.Versions.Publishing;

/// <summary>How places that hold artifacts are named: <c>registry.example/modelyard</c>, the name of an environment, whose registry is meant, or <c>oci:FOLDER</c>, layouts on disk.</summary>
internal static class RegistryPlace
{
    /// <summary>What stands before the folder of layouts.</summary>
    public const string LayoutPrefix = "oci:";

    /// <summary>The folder, absolute, where the text names one.</summary>
    public static string? FolderOf(string text) => text.StartsWith(LayoutPrefix, StringComparison.Ordinal) ? Path.GetFullPath(text[LayoutPrefix.Length..]) : null;

    /// <summary>The registry's path that the text names, or the environment of that name has.</summary>
    /// <param name="repository">A repository below it, so that a path that cannot be one is told now, and not only when something is sent.</param>
    /// <exception cref="YardException">YARD8021: it is none, or there is no such environment, or it has no registry.</exception>
    public static string RegistryOf(string text, string repository, Workspace workspace)
    {
        var registry = text.Contains('/', StringComparison.Ordinal) ? text : OfEnvironment(text, workspace);
        ImageReference.Parse($"{registry}/{repository}");
        return registry;
    }

    private static string OfEnvironment(string name, Workspace workspace)
    {
        var environments = workspace.Repository.Environments.Environments;
        if (environments.TryGetValue(name, out var environment) && environment.Registry is { } registry) return registry;
        var known = environments.Where(pair => pair.Value.Registry is not null).Select(pair => pair.Key).ToList();
        throw RegistryCodes.NotAReference.Failure(
            environment is null ? $"'{name}' is neither registry/path, nor oci:FOLDER, nor one of the environments {string.Join(", ", known)}" : $"the environment '{name}' has no registry",
            NearestName.Hint(name, known));
    }
}
