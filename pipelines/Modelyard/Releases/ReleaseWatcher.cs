using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Releases;

/// <summary>Follows the release files of one environment. Whatever way an editor saves them, a change is found by content.</summary>
public sealed class ReleaseWatcher : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private const int MostRounds = 20;

    private readonly string _root;
    private readonly string _environment;
    private readonly Func<string, ReleaseReading> _read;
    private readonly TimeProvider _time;
    private readonly TimeSpan _poll;
    private readonly Dictionary<string, Digest> _seen = [];
    private readonly HashSet<string> _missed = [];
    private readonly Channel<bool> _touched =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly FileSystemWatcher? _files;

    /// <param name="root">The repository's root.</param>
    /// <param name="environment">Which releases: <c>local</c> follows <c>models/*/releases/local.yaml</c>.</param>
    /// <param name="read">Reads and validates one release file, given relative to the root with forward slashes.</param>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="poll">How often all files are looked at where the kernel tells nothing. Defaults to 5 seconds.</param>
    public ReleaseWatcher(string root, string environment, Func<string, ReleaseReading> read, TimeProvider time, TimeSpan? poll = null)
    {
        (_root, _environment, _read, _time, _poll) = (root, environment, read, time, poll ?? TimeSpan.FromSeconds(5));
        _files = Watch();
    }

    /// <summary>Why changes are found by polling alone (YARD5009); <see langword="null"/> when the kernel tells of them.</summary>
    public Diagnostic? Limitation { get; private set; }

    /// <summary>Every release file as it is now, then every change. An unreadable file is told once, with its diagnostics.</summary>
    public async IAsyncEnumerable<ReleaseChange> ChangesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            foreach (var change in Scan()) yield return change;
            await NextAsync(cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();

    private List<ReleaseChange> Scan()
    {
        var changes = new List<ReleaseChange>();
        var found = Files().ToDictionary(file => file.Model);
        foreach (var (model, file) in found.Values)
        {
            if (!TryDigest(file, out var digest) || (_seen.TryGetValue(model, out var before) && before == digest)) continue;
            _seen[model] = digest;
            var reading = _read(file);
            changes.Add(new ReleaseChange(model, reading.Release, reading.Diagnostics));
        }

        // Some editors move a file away before they write it anew: it is gone when it is missing twice.
        _missed.ExceptWith(found.Keys);
        foreach (var gone in _seen.Keys.Where(model => !found.ContainsKey(model) && !_missed.Add(model)).ToList())
        {
            _seen.Remove(gone);
            changes.Add(new ReleaseChange(gone, null, []));
        }

        return changes;
    }

    private IEnumerable<(string Model, string File)> Files()
    {
        var models = new DirectoryInfo(Path.Combine(_root, "models"));
        if (!models.Exists) return [];
        return models.EnumerateDirectories()
            .Select(folder => (folder.Name, File: $"models/{folder.Name}/releases/{_environment}.yaml"))
            .Where(model => File.Exists(Path.Combine(_root, model.File)))
            .OrderBy(model => model.Name, StringComparer.Ordinal);
    }

    private bool TryDigest(string file, out Digest digest)
    {
        try
        {
            digest = Digest.Of(File.ReadAllBytes(Path.Combine(_root, file)));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            digest = default; // between an editor's delete and its rename; the next look tells
            return false;
        }
    }

    // An editor's save is several events; the files are read when there was none for a moment.
    private async Task NextAsync(CancellationToken cancel)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var poll = Task.Delay(_poll, _time, woken.Token);
        var touched = _touched.Reader.WaitToReadAsync(woken.Token).AsTask();
        var first = await Task.WhenAny(poll, touched);
        for (var round = 0; round < MostRounds && first == touched && _touched.Reader.TryRead(out _); round++)
        {
            await Task.Delay(Quiet, _time, cancel);
        }

        await woken.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    private FileSystemWatcher? Watch()
    {
        var models = Path.Combine(_root, "models");
        if (!Directory.Exists(models)) return null;
        try
        {
            var watcher = new FileSystemWatcher(models)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite,
            };
            watcher.Changed += Touch;
            watcher.Created += Touch;
            watcher.Deleted += Touch;
            watcher.Renamed += Touch;
            watcher.Error += (_, _) => _touched.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException e)
        {
            Limitation = ReleaseCodes.NotWatched.Warning(null, $"the kernel refuses to watch models/: {e.Message}");
            return null;
        }
    }

    private void Touch(object sender, FileSystemEventArgs change) => _touched.Writer.TryWrite(true);
}

/// <summary>One release file, read.</summary>
/// <param name="Release">The release; <see langword="null"/> when it has errors.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
public sealed record ReleaseReading(SpecFile<ReleaseSpec>? Release, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A release file that is new, changed or gone.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Release">
/// What it says now; <see langword="null"/> with diagnostics: it is wrong, keep what is live; <see langword="null"/> without: the
/// file is gone.
/// </param>
/// <param name="Diagnostics">Errors and warnings.</param>
public sealed record ReleaseChange(string Model, SpecFile<ReleaseSpec>? Release, IReadOnlyList<Diagnostic> Diagnostics);
