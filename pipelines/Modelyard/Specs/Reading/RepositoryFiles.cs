using Modelyard.Diagnostics;

namespace Modelyard.Specs.Reading;

/// <summary>Every spec file of a repository, read but not yet validated.</summary>
internal sealed record RepositoryFiles
{
    public required string Root { get; init; }

    public required SpecReading<EnvironmentsSpec> Environments { get; init; }

    public required IReadOnlyList<SpecReading<RuntimeSpec>> Runtimes { get; init; }

    public required IReadOnlyList<SpecReading<ComponentSpec>> Components { get; init; }

    public required IReadOnlyList<SpecReading<ModelSpec>> Models { get; init; }

    /// <summary>The name is the environment's.</summary>
    public required IReadOnlyList<SpecReading<ReleaseSpec>> Releases { get; init; }

    /// <summary>What is wrong with folders rather than with a file's content.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Reads all files under a root, in parallel.</summary>
    public static RepositoryFiles Read(string root)
    {
        var runtimes = RepositoryFolders.In(root, "pipelines/Runtimes");
        var components = RepositoryFolders.In(root, "pipelines/Components");
        var models = RepositoryFolders.In(root, "models");
        return new RepositoryFiles
        {
            Root = root,
            Environments = SpecFileReader.Read<EnvironmentsSpec>(root, "pipelines", "environments.yaml"),
            Runtimes = Each(runtimes, folder => SpecFileReader.Read<RuntimeSpec>(root, folder, "runtime.yaml")),
            Components = Each(components, folder => SpecFileReader.Read<ComponentSpec>(root, folder, "component.yaml")),
            Models = Each(models, folder => SpecFileReader.Read<ModelSpec>(root, folder, "model.yaml")),
            Releases = Each(RepositoryFolders.Releases(root, models), file => ReadRelease(root, file)),
            Diagnostics = [.. Each([.. runtimes, .. components, .. models], folder => FolderLinks.Check(root, folder)).SelectMany(found => found)],
        };
    }

    /// <summary>One release file.</summary>
    /// <param name="file">Relative to the root.</param>
    public static SpecReading<ReleaseSpec> ReadRelease(string root, string file) =>
        SpecFileReader.Read<ReleaseSpec>(root, Path.GetDirectoryName(file)!, Path.GetFileName(file)) with { Name = Path.GetFileNameWithoutExtension(file) };

    private static List<TResult> Each<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> read) =>
        items.Count < 2 ? [.. items.Select(read)] : [.. items.AsParallel().AsOrdered().Select(read)];
}
