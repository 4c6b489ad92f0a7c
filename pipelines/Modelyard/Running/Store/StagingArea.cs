using System.Diagnostics;
using System.Text.RegularExpressions;
using Modelyard.Content;

namespace Modelyard.Running.Store;

/// <summary>
/// Folders for work in progress. Each process holds a lock file for as long as it lives; what belongs to no live process is
/// swept, so that a killed run leaves nothing behind that lasts.
/// </summary>
public sealed partial class StagingArea : IDisposable
{
    private const string LockSuffix = ".lock";
    private const string Pins = "pins";

    private readonly Lock _claiming = new();
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _own;
    private FileLock? _lock;

    /// <summary>A part of the area for this process. Nothing is written until the first <see cref="NewFolder"/>.</summary>
    public StagingArea(string folder)
    {
        _folder = folder;
        _own = Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>A new empty folder on the store's volume.</summary>
    public string NewFolder(string purpose)
    {
        lock (_claiming) Claim();
        var folder = Path.Combine(_own, $"{purpose}-{Guid.NewGuid():N}"[..Math.Min(purpose.Length + 13, 60)]);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The folder of an attempt that may outlive this process, and is found again by its name: <c>&lt;20 digits of a key&gt;-&lt;number&gt;</c>. It is not swept.</summary>
    public string AttemptFolder(string name)
    {
        lock (_claiming) Claim();
        return Path.Combine(_folder, name);
    }

    /// <summary>All of those.</summary>
    public IReadOnlyList<string> Attempts() => Directory.Exists(_folder) ? [.. Directory.EnumerateDirectories(_folder).Where(IsAttempt)] : [];

    /// <summary>This process's part of the area, held from now on until it ends: by its name others see whose something is, and whether they live.</summary>
    public string Hold()
    {
        lock (_claiming) Claim();
        return _own;
    }

    /// <summary>Whether the process that holds a part of this name lives.</summary>
    public bool IsHeld(string name) => FileLock.IsHeld(Path.Combine(_folder, name + LockSuffix));

    /// <summary>
    /// Remembers what this process counts on, for as long as it lives, so that <c>gc</c> in another process leaves it alone. Called
    /// while the store's lock is held together with others.
    /// </summary>
    /// <param name="what">Lines.</param>
    public void Pin(IEnumerable<string> what)
    {
        lock (_claiming)
        {
            var fresh = what.Where(_pinned.Add).ToList();
            if (fresh.Count == 0) return;
            Claim();
            File.AppendAllLines(Path.Combine(_own, Pins), fresh);
        }
    }

    /// <summary>What live processes count on, this one included.</summary>
    public IReadOnlySet<string> Pinned()
    {
        var parts = Directory.Exists(_folder) ? Directory.EnumerateDirectories(_folder).Where(part => part == _own || FileLock.IsHeld(part + LockSuffix)) : [];
        return parts.Select(part => Path.Combine(part, Pins)).Where(File.Exists).SelectMany(File.ReadAllLines).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Removes a folder, also when folders in it are closed or names in it are not UTF-8. Links are removed, not followed.</summary>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder)) return;
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inner in FolderWalk.Below(folder).Where(entry => FolderWalk.IsFolder(entry) && FolderWalk.IsNamed(entry)))
        {
            if ((inner.UnixFileMode & open) != open) inner.UnixFileMode |= open;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // .NET cannot name what it cannot decode.
            using var remove = Process.Start("/bin/rm", ["-rf", "--", folder]);
            remove.WaitForExit();
            if (Directory.Exists(folder)) throw;
        }
    }

    /// <summary>Removes what no live process holds.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(_folder)) return;
        // Folders without a lock file count too: a step that outlived a swept run for a moment may have made one anew.
        var abandoned = Directory.EnumerateFileSystemEntries(_folder)
            .Select(path => path.EndsWith(LockSuffix, StringComparison.Ordinal) ? path[..^LockSuffix.Length] : path)
            .Distinct()
            .Where(path => path != _own && !IsAttempt(path));
        foreach (var part in abandoned.ToList()) SweepPart(part);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lock is null) return;
        Remove(_own);
        _lock.Dispose();
    }

    private static bool IsAttempt(string path) => AttemptName().IsMatch(Path.GetFileName(path));

    [GeneratedRegex("^[0-9a-f]{20}-[0-9]+$")]
    private static partial Regex AttemptName();

    private void Claim()
    {
        if (_lock is not null) return;
        // The lock is taken before the folder exists: a sweeper that sees the folder always finds the lock held.
        _lock = FileLock.Wait(_own + LockSuffix);
        Directory.CreateDirectory(_own);
        Sweep();
    }

    private static void SweepPart(string part)
    {
        try
        {
            using var held = FileLock.TryTake(part + LockSuffix);
            if (held is not null) Remove(part);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A process of a killed run is still writing there, or another user's it is; the next sweep finds it again.
        }
    }
}
