using System.Diagnostics;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>A copy of the orchard with the real runtimes, in a git repository and with a store of its own.</summary>
public sealed class TestRepository : IDisposable
{
    private static readonly string[] Shared = ["Runtimes", "FlaskServer", "Components/split", "Components/classification-report"];

    private readonly TemporaryFolder _folder = new();

    private TestRepository()
    {
    }

    /// <summary>The repository's root; its store is <c>.yard</c> in it.</summary>
    public string Root => Path.Combine(_folder.Path, "orchard");

    public TemporaryFolder Folder => _folder;

    /// <summary>One where nothing was trained yet.</summary>
    public static TestRepository Create()
    {
        var repository = new TestRepository();
        Copy(Path.Combine(YardProgram.Root, "tests", "Cli.Tests", "Orchard"), repository.Root);
        foreach (var folder in Shared) Copy(Path.Combine(YardProgram.Root, "pipelines", folder), Path.Combine(repository.Root, "pipelines", folder));
        // The onnx runtime names the C# server's sources, which no test here needs.
        repository.Write("pipelines/ModelServer/README.md", "The C# server.\n");
        repository.Write(".gitignore", ".yard/\n__pycache__/\n");
        repository.Git("init", "-q");
        repository.Commit("Plant the orchard");
        return repository;
    }

    /// <summary>One with all real components and runtimes, and no model.</summary>
    public static TestRepository CreateEmpty()
    {
        var repository = new TestRepository();
        foreach (var folder in (string[])["Components", "Runtimes", "FlaskServer", "environments.yaml"]) Copy(Path.Combine(YardProgram.Root, "pipelines", folder), Path.Combine(repository.Root, "pipelines", folder));
        repository.Write("pipelines/ModelServer/README.md", "The C# server.\n");
        repository.Write(".gitignore", ".yard/\n__pycache__/\n");
        Directory.CreateDirectory(Path.Combine(repository.Root, "models"));
        repository.Git("init", "-q");
        repository.Commit("Lay the ground");
        return repository;
    }

    /// <summary>An independent copy, store and all.</summary>
    public TestRepository Clone()
    {
        var clone = new TestRepository();
        Copy(Root, clone.Root);
        return clone;
    }

    /// <summary>Runs a verb in the repository.</summary>
    public Task<Answer> YardAsync(params string[] arguments) => YardProgram.RunAsync(Root, [.. arguments, "--root", Root]);

    /// <summary>The same with <c>--json</c>.</summary>
    public Task<Answer> YardJsonAsync(params string[] arguments) => YardAsync([.. arguments, "--json"]);

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public void Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Takes components of the real catalogue in.</summary>
    public void AddComponents(params string[] names)
    {
        foreach (var name in names) Copy(Path.Combine(YardProgram.Root, "pipelines", "Components", name), Path.Combine(Root, "pipelines", "Components", name));
    }

    /// <summary>Edits a file. The old text must be there.</summary>
    public void Replace(string file, string old, string text)
    {
        Assert.Contains(old, Read(file), StringComparison.Ordinal);
        Write(file, Read(file).Replace(old, text, StringComparison.Ordinal));
    }

    public void Commit(string message)
    {
        Git("add", "-A");
        Git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", message);
    }

    public void Git(params string[] arguments) => Run("git", ["-C", Root, .. arguments]);

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Run("cp", ["-a", from, to]);
    }

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
