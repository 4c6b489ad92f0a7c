using System.Diagnostics;

namespace Modelyard.Bench.Measuring;

/// <summary>Programs that must succeed.</summary>
internal static class Commands
{
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAll(said, complained, process.WaitForExitAsync());
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await complained} {await said}");
        return await said;
    }

    /// <returns>Seconds that the work took, and what it gave.</returns>
    public static async Task<(double Seconds, T Result)> TimeAsync<T>(Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, result);
    }

    /// <summary>Bytes on the disk of all files below a folder, those of several names once.</summary>
    public static async Task<long> DiskAsync(string folder) => long.Parse(
        (await RunAsync("/", "du", "-sk", folder)).Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture) * 1024;

    /// <summary>Forgets what was read and written below these folders: the next reader of a file waits for the disk. Other programs keep theirs.</summary>
    public static async Task DropPageCacheAsync(params IEnumerable<string> folders) => await RunAsync("/", "python3", ["-c", Forget, .. folders]);

    private const string Forget = """
        import os, sys
        os.sync()
        for root in sys.argv[1:]:
            for folder, _, files in os.walk(root):
                for file in files:
                    path = os.path.join(folder, file)
                    if os.path.isfile(path) and not os.path.islink(path):
                        handle = os.open(path, os.O_RDONLY)
                        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                        os.close(handle)
        """;
}
