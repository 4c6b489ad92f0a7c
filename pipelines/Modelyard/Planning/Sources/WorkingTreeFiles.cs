using System.Text;
using LibGit2Sharp;
using Modelyard.Diagnostics;

namespace Modelyard.Planning.Sources;

/// <summary>Files on disk, seen as git would commit them.</summary>
internal sealed class WorkingTreeFiles
{
    private readonly GitCheckout _checkout;
    private readonly string _root;
    private readonly bool _trustsModes;
    private readonly GitAttributes _attributes;

    /// <param name="root">Absolute path; the checkout's <see cref="GitCheckout.Prefix"/> leads to it.</param>
    public WorkingTreeFiles(GitCheckout checkout, string root)
    {
        _checkout = checkout;
        _root = root;
        var configuration = checkout.Git.Config;
        _trustsModes = configuration.Get<bool>("core.filemode")?.Value ?? true;
        var lines = configuration.Get<string>("core.autocrlf")?.Value;
        _attributes = new GitAttributes(
            _root[..^checkout.Prefix.TrimEnd('/').Length],
            Path.Combine(checkout.Git.Info.Path, "info", "attributes"),
            convertsLines: lines is not null and not "false");
    }

    /// <summary>The file at a path, or <see langword="null"/> for what git does not store: sockets, devices, pipes.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="name">What the result calls it.</param>
    /// <exception cref="YardException">It cannot be read, or git would store something else.</exception>
    public GitFile? Read(string path, string name)
    {
        // A folder that is a repository of its own is listed with a final slash.
        if (path.EndsWith('/')) return new GitFile(name.TrimEnd('/'), GitMode.Submodule, "");
        var info = new FileInfo(Path.Combine(_root, path));
        try
        {
            if (info.LinkTarget is { } target) return new GitFile(name, GitMode.SymbolicLink, GitObjects.BlobId(Encoding.UTF8.GetBytes(target)));
            if (Directory.Exists(info.FullName)) return new GitFile(name, GitMode.Submodule, "");
            var content = File.ReadAllBytes(info.FullName);
            RequireUnconverted(path, content);
            return new GitFile(name, ModeOf(path, info), GitObjects.BlobId(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PlanCodes.UnstableFile.Failure(exception.Message, where: new SourcePosition(path));
        }
    }

    /// <summary>Makes sure that what git stores of a file is what lies there.</summary>
    public void RequireUnconverted(string path)
    {
        try
        {
            RequireUnconverted(path, File.ReadAllBytes(Path.Combine(_root, path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PlanCodes.UnstableFile.Failure(exception.Message, where: new SourcePosition(path));
        }
    }

    private void RequireUnconverted(string path, byte[] content)
    {
        if (_attributes.Converting(_checkout.Prefix + path, content) is not { } attribute) return;
        throw PlanCodes.ConvertedFile.Failure($"git stores other bytes than the file's, by the attribute '{attribute}'", where: new SourcePosition(path));
    }

    private GitMode ModeOf(string path, FileInfo info)
    {
        if (!_trustsModes) return _checkout.Git.Index[_checkout.Prefix + path]?.Mode == Mode.ExecutableFile ? GitMode.Executable : GitMode.Regular;
        return info.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? GitMode.Executable : GitMode.Regular;
    }
}
