namespace Modelyard.Tests.Specs;

/// <summary>
/// A repository in a temporary folder: the good base of <c>tests/TestModels/_good</c>, with the files of a case laid over
/// it.
/// </summary>
internal sealed class TestRepository : IDisposable
{
    public static string Cases { get; } = Path.Combine(SourceRepository.Root, "tests", "TestModels");

    public string Root { get; } = Directory.CreateTempSubdirectory("modelyard-specs-").FullName;

    public static TestRepository Good()
    {
        var repository = new TestRepository();
        repository.Lay(Path.Combine(Cases, "_good"));
        return repository;
    }

    /// <summary>A line of <c>removed.txt</c> takes a file or folder away.</summary>
    public static TestRepository Case(string path)
    {
        var repository = Good();
        repository.Lay(Path.Combine(Cases, path));
        var removed = Path.Combine(repository.Root, "removed.txt");
        foreach (var name in File.Exists(removed) ? File.ReadAllLines(removed) : []) repository.Remove(name);
        return repository;
    }

    public string PathOf(string file) => Path.Combine(Root, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Remove(string name)
    {
        if (Directory.Exists(PathOf(name))) Directory.Delete(PathOf(name), recursive: true);
        else File.Delete(PathOf(name));
    }

    private void Lay(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = PathOf(Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
