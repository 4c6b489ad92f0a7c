using System.Diagnostics;

namespace Modelyard.Tests.Shared;

/// <summary>Other programs, as witnesses.</summary>
internal static class Programs
{
    public const string Python = "/usr/bin/python3";

    /// <summary>Runs a program to its end and gives what it printed; it must exit with 0.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} exited with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
