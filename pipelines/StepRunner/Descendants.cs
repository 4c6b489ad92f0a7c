using System.Globalization;
using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>The processes below one, by /proc: the way to those that left their group where no Landlock domain holds them together.</summary>
internal static class Descendants
{
    /// <summary>Sends SIGKILL to all of them that exist now. One that a victim forks meanwhile is adopted by the subreaper, for a later call.</summary>
    public static void Kill(int ancestor)
    {
        foreach (var process in Of(ancestor)) _ = LibC.Kill(process, Signals.Kill);
    }

    /// <summary>Children, grandchildren and so on, without the ancestor.</summary>
    public static IReadOnlyList<int> Of(int ancestor)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, null, out var process) ? process : 0)
            .Where(process => process != 0)
            .Select(process => (process, parent: ParentOf(process)))
            .ToLookup(pair => pair.parent, pair => pair.process);
        var found = new List<int>(children[ancestor]);
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i]]);
        return found;
    }

    private static int ParentOf(int process)
    {
        try
        {
            // pid (name) state ppid …, where the name may hold anything, parentheses and spaces too.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 4)[2], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
