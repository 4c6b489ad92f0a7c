using System.Text.Json;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>
/// Remembers which interpreter was found, with a stamp of every file and folder that the answer came from: some forty system
/// calls instead of starting Python. An answer is kept only where nothing it came from was touched since the search began.
/// </summary>
/// <param name="folder">Made when the first answer is kept.</param>
internal sealed class ProbeCache(string folder)
{
    // Time stamps of files come from the kernel's coarse clock, which runs a few milliseconds behind; some file systems keep whole seconds.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);

    /// <summary>What an answer depends on apart from files.</summary>
    public static string Request(IReadOnlyList<RuntimeSpec> runtimes, IReadOnlyList<string> candidates) =>
        CanonicalJson.Digest(JsonSerializer.SerializeToNode(new ProbeRequest(ProbeScript.Source, runtimes, candidates), ProbeJson.Default.ProbeRequest)).Hex[..32];

    /// <summary>The answer to this request, if there is one and it still holds.</summary>
    public InterpreterSearch? Find(string request)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(request)), ProbeJson.Default.ProbeEntry);
            return entry is not null && entry.Stamps.All(stamp => FileStamp.Of(stamp.Key) == stamp.Value) ? entry.Search : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer where that is safe.</summary>
    /// <param name="started">When the search began.</param>
    public void Keep(string request, InterpreterSearch search, DateTimeOffset started)
    {
        // A script that chooses an interpreter (a version manager's shim) chooses by files that we do not know of.
        if (search.Found is not { } found || search.Refused.Any(refused => IsScript(refused.Candidate))) return;
        var watched = found.Reports.Values.SelectMany(report => report.Watched)
            .Concat(search.Refused.SelectMany(refused => refused.Watched))
            .Append(found.Candidate)
            .ToHashSet(StringComparer.Ordinal);
        var stamps = watched.ToDictionary(path => path, FileStamp.Of);
        if (watched.Any(path => FileStamp.LastChange(path) > started - ClockSlack)) return;
        try
        {
            var entry = JsonSerializer.SerializeToNode(new ProbeEntry(stamps, search), ProbeJson.Default.ProbeEntry);
            DurableFile.Write(FileOf(request), CanonicalJson.Readable(entry));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without a cache the next call asks again; that is all.
        }
    }

    private static bool IsScript(string program)
    {
        Span<byte> start = stackalloc byte[2];
        try
        {
            using var file = File.OpenRead(program);
            return file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("#!"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private string FileOf(string request) => Path.Combine(folder, request + ".json");
}
