using System.Globalization;

namespace Modelyard.Bench.Measuring;

/// <summary>Processor time of a process, all threads, user and system.</summary>
internal static class ProcessCpu
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK) of Linux on every architecture that .NET runs on

    /// <summary>Seconds since the process began; proc(5), fields 14 and 15 of stat.</summary>
    public static double SecondsOf(int process)
    {
        // The second field, in brackets, may hold spaces.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond;
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
