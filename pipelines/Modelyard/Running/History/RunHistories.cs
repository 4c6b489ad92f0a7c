using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;

namespace Modelyard.Running.History;

/// <summary>Reads the runs of a store, newest first.</summary>
public static class RunHistories
{
    private const int LongestId = 64;

    /// <summary>All runs; a record that cannot be read (its run was killed while it began) is passed over.</summary>
    public static IEnumerable<RunRecord> NewestFirst(string runs) => NewestFirst(runs, new HashSet<string>());

    /// <summary>All runs but those whose ids are given.</summary>
    public static IEnumerable<RunRecord> NewestFirst(string runs, IReadOnlySet<string> without) =>
        !Directory.Exists(runs)
            ? []
            : Directory.EnumerateDirectories(runs)
                .Where(folder => !without.Contains(Path.GetFileName(folder)))
                .OrderDescending(StringComparer.Ordinal)
                .Select(Read)
                .OfType<RunRecord>();

    /// <summary>One run by its whole id; <see langword="null"/> where there is none, also where the text could not be an id.</summary>
    public static RunRecord? Find(string runs, string run) =>
        run.Length is > 0 and <= LongestId && run.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? Read(Path.Combine(runs, run)) : null;

    /// <summary>Every time that a step was done or cached, newest first, with its run.</summary>
    public static IEnumerable<(RunRecord Run, RunStep Step)> Of(string runs, StepName name) =>
        from run in NewestFirst(runs)
        from step in run.Steps
        where step.KeyDocument is not null && step.Names.Contains(name.ToString())
        select (run, step);

    private static RunRecord? Read(string folder)
    {
        try
        {
            var record = JsonSerializer.Deserialize<RunRecord>(File.ReadAllBytes(Path.Combine(folder, "run.json")), StoreJson.Options);
            return record?.State == RunState.Running && !FileLock.IsHeld(RunHistory.LockIn(folder)) ? record with { State = RunState.Killed } : record;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }
}
