using System.Diagnostics;

namespace Modelyard.Cli.Tests.Killing;

/// <summary>
/// A whole repository whose steps take some 20 ms each, in Python's standard library: six steps, two of them side by side, a server for
/// blessing, and the programs to run it with. It goes when the test ends.
/// </summary>
internal sealed class TinyRepository : IDisposable
{
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd('/'));

    public TinyRepository()
    {
        Root = Directory.CreateTempSubdirectory("yard-killing-").FullName;
        foreach (var (path, text) in TinyFiles.All) Write(path, text);
        // The programs beside each other, as ./yard builds them.
        Copy(AppContext.BaseDirectory, At("built/cli"));
        Copy(Path.Combine(SourceRoot(), "pipelines", "StepRunner", "bin", Here.Parent!.Name, Here.Name), At("built/step"));
    }

    public string Root { get; }

    public string Program => At("built/cli/yard");

    public string At(string path) => Path.Combine(Root, path);

    /// <summary>Edits the estimator's seed in the model's file, so that the last two steps are others.</summary>
    public void Seed(int seed) => Write("models/tiny/model.yaml", TinyFiles.Model.Replace("labels: parts.labels } }\n      report", $"labels: parts.labels }}, with: {{ seed: {seed} }} }}\n      report", StringComparison.Ordinal));

    /// <summary>Starts a verb.</summary>
    public Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Program, [.. arguments, "--root", Root]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public void Dispose() => Modelyard.Running.Store.StagingArea.Remove(Root);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string SourceRoot()
    {
        for (var folder = Here; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Modelyard.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
