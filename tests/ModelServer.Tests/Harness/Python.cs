using System.Diagnostics;

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>Runs a Python program and expects it to end well.</summary>
internal static class Python
{
    // The interpreter that Debian's packages of the runtime are for.
    private const string Interpreter = "/usr/bin/python3";

    public static async Task RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended {process.ExitCode}: {errors}");
    }
}
