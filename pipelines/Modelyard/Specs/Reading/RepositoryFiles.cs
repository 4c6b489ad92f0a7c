namespace Modelyard.Specs.Reading;

/// <summary>Every spec file of a repository, read but not yet validated.</summary>
internal sealed record RepositoryFiles
{
    private const string ComponentFile = "component.yaml";

    public required string Root { get; init; }

    public required SpecReading<EnvironmentsSpec> Environments { get; init; }

    public required IReadOnlyList<SpecReading<RuntimeSpec>> Runtimes { get; init; }

    /// <summary>The name is what stands between <c>images.</c> and <c>.yaml</c>; empty for the one that is used where none is named.</summary>
    public required IReadOnlyList<SpecReading<ImagesSpec>> Images { get; init; }

    public required IReadOnlyList<SpecReading<ComponentSpec>> Components { get; init; }

    public required IReadOnlyList<SpecReading<ModelSpec>> Models { get; init; }

    /// <summary>The name is the environment's.</summary>
    public required IReadOnlyList<SpecReading<ReleaseSpec>> Releases { get; init; }

    /// <summary>The name is the model's. Only models that have one.</summary>
    public required IReadOnlyList<SpecReading<LedgerSpec>> Ledgers { get; init; }

    /// <summary>Reads all files under a root, in parallel.</summary>
    public static RepositoryFiles Read(string root)
    {
        var models = Each<ModelSpec>(root, "models", "model.yaml");
        var folders = models.Where(model => !IsLinkedOut(model)).Select(model => model.Folder).ToList();
        return new RepositoryFiles
        {
            Root = root,
            Environments = SpecFileReader.Read<EnvironmentsSpec>(root, "pipelines", "environments.yaml"),
            Runtimes = Each<RuntimeSpec>(root, "pipelines/Runtimes", "runtime.yaml"),
            Images = [.. ImageFiles(root).Select(file => SpecFileReader.Read<ImagesSpec>(root, "pipelines/Runtimes", file) with { Name = NameOf(file) })],
            Components = [.. Each<ComponentSpec>(root, "pipelines/Components", ComponentFile), .. folders.SelectMany(folder => Own(root, folder))],
            Models = models,
            Releases = [.. RepositoryFolders.Releases(root, folders).AsParallel().AsOrdered().Select(file => ReadRelease(root, file))],
            Ledgers = [.. folders.AsParallel().AsOrdered().Where(folder => File.Exists(Path.Combine(root, folder, LedgerSpec.File))).Select(folder => SpecFileReader.Read<LedgerSpec>(root, folder, LedgerSpec.File))],
        };
    }

    // A folder without the file is code that components share, or anything else.
    private static IEnumerable<SpecReading<ComponentSpec>> Own(string root, string model) =>
        from folder in RepositoryFolders.In(root, $"{model}/{OwnComponents.Folder}")
        where File.Exists(Path.Combine(root, folder, ComponentFile))
        select SpecFileReader.Read<ComponentSpec>(root, folder, ComponentFile) with { Name = OwnComponents.NameOf(Path.GetFileName(model), Path.GetFileName(folder)) };

    // A repository that builds no images needs none.
    private static IEnumerable<string> ImageFiles(string root) => Directory.Exists(Path.Combine(root, "pipelines", "Runtimes"))
        ? Directory.EnumerateFiles(Path.Combine(root, "pipelines", "Runtimes"), "images*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        : [];

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file)["images".Length..].TrimStart('.');

    private static SpecReading<ReleaseSpec> ReadRelease(string root, string file)
    {
        var reading = SpecFileReader.Read<ReleaseSpec>(root, Path.GetDirectoryName(file)!, Path.GetFileName(file));
        return reading with { Name = Path.GetFileNameWithoutExtension(file) };
    }

    private static List<SpecReading<T>> Each<T>(string root, string parent, string file)
        where T : class =>
        [.. RepositoryFolders.In(root, parent).AsParallel().AsOrdered().Select(folder =>
            FolderLinks.Check(root, folder) is { Count: > 0 } links
                ? SpecFileReader.Refuse<T>(folder, file, links)
                : SpecFileReader.Read<T>(root, folder, file))];

    private static bool IsLinkedOut(SpecReading<ModelSpec> model) =>
        model.Diagnostics.Any(diagnostic => diagnostic.Code == SpecCodes.LinkOut);
}
