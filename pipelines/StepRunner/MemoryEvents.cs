using System.Globalization;

namespace Modelyard.StepRunner;

/// <summary>What the kernel tells of the memory of our control group: ours alone in a container; the machine's own, which has no limit, outside.</summary>
internal static class MemoryEvents
{
    private const string Kill = "oom_kill ";

    // Control groups of version 2, then of version 1.
    private static readonly string[] Files = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

    /// <summary>Processes of the group that were killed since it exists because its memory was used up.</summary>
    public static long Kills()
    {
        foreach (var file in Files.Where(File.Exists))
        {
            try
            {
                var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Kill, StringComparison.Ordinal));
                if (line is not null && long.TryParse(line[Kill.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var kills)) return kills;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                // Not every kernel lets us look; then a step that was killed is said to have been killed.
            }
        }

        return 0;
    }
}
