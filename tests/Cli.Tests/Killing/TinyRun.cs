using System.Diagnostics;
using Modelyard.Content;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Cli.Tests.Killing;

/// <summary>Runs the tiny model in one store, as a process that can be killed.</summary>
internal sealed class TinyRun(TinyRepository repository, string store) : IDisposable
{
    private readonly YardStore _store = new(store);

    /// <summary>Runs to the end; the exit code and what was said.</summary>
    public async Task<(int ExitCode, string Said)> CompleteAsync(CancellationToken cancellation)
    {
        using var process = Start();
        var said = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await said);
    }

    /// <summary>Starts a run and kills it (SIGKILL) after so long; <see langword="false"/> when it had ended by then.</summary>
    public async Task<bool> KillAfterAsync(TimeSpan moment, CancellationToken cancellation)
    {
        using var process = Start();
        await Task.Delay(moment, TimeProvider.System, cancellation);
        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(cancellation);
        return alive;
    }

    /// <summary>Step key → outputs, of all that is committed.</summary>
    public IReadOnlyList<string> Steps() =>
        [.. Directory.EnumerateFiles(Path.Combine(store, "steps"), "*.json")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name![0] != '.')
            .Select(name => (Key: name, Record: _store.Steps.Find(Digest.Parse($"sha256:{name}"))))
            .Select(step => $"{step.Key}: {(step.Record is null ? "damaged" : string.Join(", ", step.Record.Outputs.Select(output => $"{output.Key}={output.Value}").Order(StringComparer.Ordinal)))}")
            .Order(StringComparer.Ordinal)];

    /// <summary>The versions by name: what they are.</summary>
    public IReadOnlyList<string> Versions() =>
        [.. new VersionStore(_store.Versions).Of("tiny").Select(version => $"{version.Name} {version.Manifest.Candidate} {version.Manifest.Identity} {version.Manifest.Artifact.Digest} {version.Manifest.Golden}")];

    /// <summary>Trees whose content is not what their name says.</summary>
    public IReadOnlyList<string> Damaged() => [.. _store.Objects.All().Where(tree => !_store.Objects.VerifyContent(tree)).Select(tree => tree.ToString())];

    /// <summary>Work in progress that is still there.</summary>
    public IReadOnlyList<string> Staged() =>
        Directory.Exists(Path.Combine(store, "staging")) ? [.. Directory.EnumerateFileSystemEntries(Path.Combine(store, "staging"), "*", SearchOption.AllDirectories)] : [];

    /// <summary>Processes that work in this store: runners, steps, servers and their guards; waits for those that are ending.</summary>
    public async Task<IReadOnlyList<string>> SurvivorsAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var found = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(About)
                .Where(about => about.Contains(store, StringComparison.Ordinal)).ToList();
            if (found.Count == 0 || attempt == 100) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    public void Dispose() => _store.Staging.Dispose();

    private Process Start() => Process.Start(new ProcessStartInfo(repository.Program, ["run", "tiny", "--root", repository.Root, "--store", store])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string About(string folder)
    {
        try
        {
            return $"{File.ReadAllText(Path.Combine(folder, "cmdline"))} {File.ReadAllText(Path.Combine(folder, "environ"))}".Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
