using Cake.Core.IO;

namespace Modelyard.Build;

/// <summary>Values for the jobs that come after this one.</summary>
internal static class GitHubOutput
{
    /// <summary>Writes them where GitHub's runner asks for them; nothing elsewhere.</summary>
    public static void Write(BuildContext context, params (string Name, string Value)[] values)
    {
        if (context.Environment.GetEnvironmentVariable("GITHUB_OUTPUT") is not { Length: > 0 } path) return;
        using var writer = new StreamWriter(context.FileSystem.GetFile(new FilePath(path)).Open(FileMode.Append, FileAccess.Write, FileShare.Read));
        foreach (var (name, value) in values) writer.Write($"{name}={value}\n");
    }
}
