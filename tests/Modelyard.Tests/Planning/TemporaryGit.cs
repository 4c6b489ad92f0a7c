using System.Diagnostics;

namespace Modelyard.Tests.Planning;

/// <summary>A temporary folder, a git repository if asked, used through git's own command line.</summary>
public sealed class TemporaryGit : IDisposable
{
    public TemporaryGit(bool initialise = true)
    {
        Root = Directory.CreateTempSubdirectory("yard-plan-").FullName;
        if (initialise) Run("init", "-q", "-b", "main");
    }

    public string Root { get; }

    public string In(string path) => Path.Combine(Root, path);

    public TemporaryGit Write(string path, string content = "content\n")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), content);
        return this;
    }

    public TemporaryGit Delete(string path)
    {
        if (Directory.Exists(In(path))) Directory.Delete(In(path), recursive: true);
        else File.Delete(In(path));
        return this;
    }

    public string Commit(string message = "change")
    {
        Run("add", "-A");
        Run("commit", "-q", "--allow-empty", "-m", message);
        return Run("rev-parse", "HEAD");
    }

    /// <summary>The tree id that git itself gives the folder, were everything committed now; the repository stays as it is.</summary>
    public string TreeId(string folder)
    {
        var index = Path.Combine(Path.GetFullPath(Run("rev-parse", "--git-dir"), Root), "index");
        var copy = index + ".copy";
        if (File.Exists(index)) File.Copy(index, copy, overwrite: true);
        else File.Delete(copy);
        RunWith(("GIT_INDEX_FILE", copy), "add", "-A", ".");
        var prefix = Run("rev-parse", "--show-prefix") + folder;
        return RunWith(("GIT_INDEX_FILE", copy), "ls-files", "--", folder).Length == 0
            ? RunWith(("GIT_INDEX_FILE", copy), "hash-object", "-t", "tree", "/dev/null")
            : RunWith(("GIT_INDEX_FILE", copy), "write-tree", $"--prefix={prefix}/");
    }

    public string Run(params string[] arguments) => RunWith(("GIT_TERMINAL_PROMPT", "0"), arguments);

    /// <summary>A script in the folder, whose result does not matter; <c>$1</c> and so on are the arguments.</summary>
    public void Shell(string script, params string[] arguments) => Start("sh", ("GIT_TERMINAL_PROMPT", "0"), ["-c", script, "sh", .. arguments]);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string RunWith((string Name, string Value) variable, params string[] arguments)
    {
        var (code, output, error) = Start("git", variable, arguments);
        Assert.True(code == 0, $"git {string.Join(' ', arguments)}: {error}");
        return output.TrimEnd('\n');
    }

    private (int Code, string Output, string Error) Start(string program, (string Name, string Value) variable, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "Test";
            start.Environment[$"GIT_{who}_EMAIL"] = "test@example.org";
        }

        start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
