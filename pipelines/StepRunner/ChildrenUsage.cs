using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>What all collected children used.</summary>
internal static class ChildrenUsage
{
    private const int Children = -1;

    /// <summary>
    /// Processor seconds, user and system, and the greatest resident set of a single process in bytes (ru_maxrss). The latter
    /// is never less than the runner's own, as a child shares the runner's memory until it executes its program.
    /// </summary>
    public static unsafe (double CpuSeconds, long PeakMemory) Read()
    {
        ResourceUsageOf usage;
        if (LibC.ResourceUsage(Children, &usage) != 0) return default;
        var microseconds = usage.UserMicroseconds + usage.SystemMicroseconds;
        return (usage.UserSeconds + usage.SystemSeconds + (microseconds / 1e6), usage.MaximumResidentSet * 1024);
    }
}
