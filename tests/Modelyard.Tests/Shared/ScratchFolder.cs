using Modelyard.Running.Store;

namespace Modelyard.Tests.Shared;

/// <summary>An empty folder that goes when the test ends, with whatever read-only trees are in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("yard-tests-").FullName;

    /// <summary>A path below the folder.</summary>
    public string At(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Writes a file, and the folders above it.</summary>
    public string Write(string path, string text, bool executable = false)
    {
        var full = At(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        if (executable) File.SetUnixFileMode(full, File.GetUnixFileMode(full) | UnixFileMode.UserExecute);
        return full;
    }

    public void Dispose() => StagingArea.Remove(Path);
}
