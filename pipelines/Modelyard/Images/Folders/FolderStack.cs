using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Folders;

/// <summary>What a folder is made of, by the files at its top; no file says it in words.</summary>
public enum StackKind
{
    /// <summary>Files that nothing starts.</summary>
    Files,

    /// <summary>A program of Python: <c>*.py</c> or <c>requirements.txt</c>.</summary>
    Python,

    /// <summary>A program of .NET: one <c>*.csproj</c>.</summary>
    Dotnet,
}

/// <summary>A folder's stack.</summary>
/// <param name="Project">Absolute path of the project, where it is .NET's.</param>
/// <param name="Start">What starts it, relative to the folder: an executable <c>run</c>, else the stack's own; <see langword="null"/> where nothing does.</param>
internal sealed record FolderStack(StackKind Kind, string? Project, string? Start)
{
    /// <summary>An executable file of this name starts the image, whatever else is there.</summary>
    public const string Run = "run";

    private static readonly string[] Programs = ["__main__.py", "main.py", "app.py"];

    /// <summary>Looks at a folder's top.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="told">What messages call it.</param>
    /// <exception cref="Diagnostics.YardException">YARD7151, YARD7152.</exception>
    public static FolderStack Of(string folder, string told)
    {
        if (!Directory.Exists(folder)) throw FolderCodes.NoFolder.Failure($"{told} is {(File.Exists(folder) ? "a file" : "not there")}; expected a folder");
        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToList();
        var projects = names.Where(name => name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)).ToList();
        if (projects.Count > 1) throw FolderCodes.SeveralProjects.Failure($"{told} has {string.Join(", ", projects)}; expected one of them");
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) throw FolderCodes.NoFolder.Failure($"{told} is empty");

        var run = names.Contains(Run) && (File.GetUnixFileMode(Path.Combine(folder, Run)) & UnixFileMode.UserExecute) != 0 ? Run : null;
        if (projects is [var project]) return new FolderStack(StackKind.Dotnet, Path.Combine(folder, project), null);
        var modules = names.Where(name => name.EndsWith(".py", StringComparison.Ordinal)).ToList();
        if (modules.Count == 0 && !names.Contains(ModelRequirements.FileName)) return new FolderStack(StackKind.Files, null, run);
        return new FolderStack(StackKind.Python, null, run ?? Programs.FirstOrDefault(modules.Contains) ?? (modules is [var only] ? only : null));
    }
}
