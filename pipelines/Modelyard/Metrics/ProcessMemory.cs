using System.Globalization;

namespace Modelyard.Metrics;

/// <summary>
/// Memory of all processes of a session, such as those of one server. Resident counts a page that they share once for each of
/// them; proportional (PSS) divides it among all who map it, so that it adds up to what the server really takes.
/// </summary>
/// <param name="Processes">How many there are.</param>
/// <param name="Resident">Bytes.</param>
/// <param name="Proportional">Bytes; 0 where the kernel does not tell (<c>/proc/&lt;pid&gt;/smaps_rollup</c>, Linux 4.14).</param>
public readonly record struct ProcessMemory(int Processes, long Resident, long Proportional)
{
    private const int SessionField = 3; // after the name: state, parent, group, session

    /// <summary>Reads several sessions in one pass over <c>/proc</c>. A session of which nothing is left has no entry.</summary>
    public static IReadOnlyDictionary<int, ProcessMemory> OfSessions(IReadOnlySet<int> sessions)
    {
        var found = new Dictionary<int, ProcessMemory>();
        if (sessions.Count == 0) return found;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(folder["/proc/".Length]) || SessionOf(folder) is not { } session || !sessions.Contains(session)) continue;
            if (Read($"{folder}/smaps_rollup") is not { Length: > 0 } memory) continue;
            var sum = found.GetValueOrDefault(session);
            found[session] = new ProcessMemory(sum.Processes + 1, sum.Resident + Kilobytes(memory, "Rss:"), sum.Proportional + Kilobytes(memory, "Pss:"));
        }

        return found;
    }

    private static int? SessionOf(string folder)
    {
        // The name is in brackets and may itself hold spaces and brackets.
        if (Read($"{folder}/stat") is not { } stat || stat.LastIndexOf(')') is not (> 0 and var end)) return null;
        var fields = stat[(end + 2)..].Split(' ', SessionField + 2);
        return fields.Length > SessionField && int.TryParse(fields[SessionField], CultureInfo.InvariantCulture, out var session) ? session : null;
    }

    private static long Kilobytes(string text, string field)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var number, "kB"] && long.TryParse(number, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : 0;
    }

    // Processes end while they are read, and some belong to somebody else.
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
