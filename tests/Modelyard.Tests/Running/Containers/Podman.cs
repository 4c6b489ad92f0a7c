using System.Diagnostics;

namespace Modelyard.Tests.Running.Containers;

/// <summary>The engine itself, asked what is there.</summary>
internal static class Podman
{
    /// <summary>Names of the containers of a store, whatever their state.</summary>
    public static IReadOnlyList<string> Containers(string store) =>
        Run("ps", "--all", "--filter", $"label=modelyard.store={store}", "--format", "{{.Names}}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string Run(params string[] arguments)
    {
        using var podman = Process.Start(new ProcessStartInfo("podman", arguments) { RedirectStandardOutput = true })!;
        var output = podman.StandardOutput.ReadToEnd();
        podman.WaitForExit();
        return output;
    }
}
