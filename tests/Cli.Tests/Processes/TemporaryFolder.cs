using System.Diagnostics;

namespace Modelyard.Tests.Processes;

/// <summary>A folder of a test's own. What still runs from it, and the folder, are gone when the test ends, however it ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("yard-test-").FullName;

    public string Path { get; }

    /// <summary>Processes whose command line or environment names the folder: steps, servers, whatever they started.</summary>
    public IReadOnlyList<int> Processes() => [.. Running().Where(process => process != Environment.ProcessId && Names(process))];

    /// <summary>Waits until nothing runs from the folder.</summary>
    /// <exception cref="TimeoutException">Something still does; the message says what.</exception>
    public async Task NothingRunsAsync(TimeSpan within)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (Processes() is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(since) > within) throw new TimeoutException("still running: " + string.Join("; ", left.Select(CommandLine)));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var process in Processes()) Signals.Send(process, "KILL");
        // The store's trees are read-only, which keeps all but root from removing them.
        foreach (var command in new[] { "chmod -R u+rwX", "rm -rf" })
        {
            using var process = Process.Start("sh", ["-c", $"{command} \"$0\"", Path]);
            process.WaitForExit();
        }
    }

    /// <summary>A process's command line, for messages.</summary>
    public static string CommandLine(int process) => $"{process} {Read($"/proc/{process}/cmdline").Replace('\0', ' ')}";

    private bool Names(int process) =>
        Read($"/proc/{process}/environ").Contains(Path, StringComparison.Ordinal) || Read($"/proc/{process}/cmdline").Contains(Path, StringComparison.Ordinal);

    private static IEnumerable<int> Running() =>
        Directory.EnumerateDirectories("/proc").Select(folder => System.IO.Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit)).Select(int.Parse);

    // A process may end, or belong to somebody else.
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>Signals to single processes.</summary>
public static class Signals
{
    /// <param name="signal">A name as kill(1) has it: <c>TERM</c>.</param>
    public static void Send(int process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("sh", ["-c", "kill -\"$0\" \"$1\" 2>/dev/null", signal, $"{process}"]))!;
        kill.WaitForExit();
    }
}
