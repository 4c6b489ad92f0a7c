using Modelyard.Images.Builder;
using Modelyard.Images.Oci;
using Modelyard.Running.Store;
using Modelyard.Versions.Publishing;

namespace Modelyard.Running.Sharing;

/// <summary>
/// Where entries are shared: a registry's path, the registry of an environment, or a folder. Everybody reads the common part; what a change made that is not to be
/// trusted yet lies in a scope of its own, which nobody reads who does not name it.
/// </summary>
public sealed class CachePlace
{
    private readonly Func<string?, IImageRepository> _open;

    private CachePlace(string name, Func<string?, IImageRepository> open) => (Name, _open) = (name, open);

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>Finds a place.</summary>
    /// <param name="text"><c>registry.example/modelyard</c>, <c>oci:FOLDER</c> or a path, or the name of an environment.</param>
    /// <exception cref="Diagnostics.YardException">YARD8021: it is none of those.</exception>
    public static CachePlace Of(string text, Workspace workspace)
    {
        if (RegistryPlace.FolderOf(text) is { } folder) return Folder(folder);
        if (text.StartsWith('/') || text.StartsWith('.')) return Folder(Path.GetFullPath(text));
        var registry = RegistryPlace.RegistryOf(text, SharedEntries.Repository, workspace);
        return new CachePlace(registry, scope => ImagePublication.Open(scope is null ? $"{registry}/{SharedEntries.Repository}" : $"{registry}/{SharedEntries.Repository}/{scope}", workspace.Time));
    }

    /// <summary>The entries of a scope, or the common ones.</summary>
    public SharedEntries Open(YardStore store, string? scope) => new(store, _open(scope));

    private static CachePlace Folder(string folder) =>
        new(folder, scope => new OciLayout(scope is null ? Path.Combine(folder, SharedEntries.Repository) : Path.Combine(folder, "scopes", scope)));
}
