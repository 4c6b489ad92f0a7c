using System.Diagnostics;
using Modelyard.GitOps;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.GitOps;

/// <summary>A bare repository, and clones of it.</summary>
internal sealed class TestRemote : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <param name="files">Path → text of the first commit.</param>
    public TestRemote(params (string Path, string Text)[] files)
    {
        Git(_folder.Path, "init", "--quiet", "--bare", "--initial-branch=main", Path);
        Git(_folder.Path, "clone", "--quiet", Path, At("first"));
        Push(At("first"), "main", files);
    }

    public string Path => At("remote.git");

    public string At(string name) => _folder.At(name);

    /// <summary>A clone of its own.</summary>
    public GitClone Clone(string name)
    {
        if (!Directory.Exists(At(name))) Git(_folder.Path, "clone", "--quiet", Path, At(name));
        return new GitClone(At(name), "origin", TimeProvider.System);
    }

    /// <summary>Pushes a commit with these files from the first clone.</summary>
    public string Push(string branch, params (string Path, string Text)[] files) => Push(At("first"), branch, files);

    /// <summary>A hook of a clone: a script that runs before it pushes.</summary>
    public void BeforePush(string clone, string script)
    {
        var hook = System.IO.Path.Combine(At(clone), ".git", "hooks", "pre-push");
        File.WriteAllText(hook, "#!/bin/sh\nset -e\nunset GIT_DIR GIT_INDEX_FILE\n" + script);
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A file of a branch of the remote.</summary>
    public string Read(string branch, string path) => Git(Path, "show", $"{branch}:{path}");

    public string Git(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-C", folder, "-c", "user.name=test", "-c", "user.email=test@example.com", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    public void Dispose() => _folder.Dispose();

    private string Push(string clone, string branch, (string Path, string Text)[] files)
    {
        if (Git(clone, "ls-remote", "--heads", "origin", "main").Length > 0)
        {
            Git(clone, "fetch", "--quiet", "origin");
            Git(clone, "checkout", "--quiet", "-B", branch, "origin/main");
        }
        else
        {
            Git(clone, "checkout", "--quiet", "-B", branch);
        }

        foreach (var (path, text) in files)
        {
            var file = System.IO.Path.Combine(clone, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Git(clone, "add", "--all");
        Git(clone, "commit", "--quiet", "--allow-empty", "--message", "change");
        Git(clone, "push", "--quiet", "--force", "origin", branch);
        return Git(clone, "rev-parse", "HEAD").Trim();
    }
}
