using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Modelyard.Gateway.Tests.Fakes;

/// <summary>Finds processes by what they were started with, and signals them.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>kill -9 of the Python processes that answer for a version, not of their guards.</summary>
    public static void KillServers(string folder, string version)
    {
        var servers = ServersIn(folder)
            .Where(process => Read(process, "environ").Contains($".{version}.", StringComparison.Ordinal))
            .Where(process => !Read(process, "cmdline").Contains("yard-guard", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(servers);
        foreach (var server in servers) Send(server, Kill);
    }

    /// <summary>Live processes whose YARD_SERVE document lies in a folder, guards included.</summary>
    public static IReadOnlyList<int> ServersIn(string folder) =>
        [.. Processes().Where(process => Read(process, "environ").Contains($"YARD_SERVE={folder}/", StringComparison.Ordinal))];

    public static void Send(int process, int signal) => _ = KillProcess(process, signal);

    private static List<int> Processes() =>
        [.. Process.GetProcesses().Select(process => { using (process) return process.Id; })];

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int process, int signal);
}
