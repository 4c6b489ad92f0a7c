using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Modelyard.Tests.Processes;

/// <summary>What a command said and how it ended.</summary>
public sealed record Answer(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as the one JSON document that <c>--json</c> promises.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public override string ToString() => $"exit code {ExitCode}\n--- standard output\n{Out}\n--- standard error\n{Error}";

    /// <summary>Fails with everything that was said, where it ended otherwise.</summary>
    public Answer Ended(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"expected exit code {exitCode}\n{this}");
        return this;
    }
}

/// <summary><c>./yard</c>, started for real.</summary>
public static class YardProgram
{
    // The first call of a fresh clone builds the program.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The folder that <c>./yard</c> stands in: the clone that the tests were built in.</summary>
    public static string Root { get; } = Find();

    /// <summary>Runs to the end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="program">Another clone's <c>./yard</c>.</param>
    /// <param name="settings">Variables of its environment.</param>
    public static async Task<Answer> RunAsync(string folder, IEnumerable<string> arguments, string? program = null, string? input = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = new Process { StartInfo = Start(folder, arguments, program, settings) };
        process.StartInfo.RedirectStandardInput = true;
        process.Start();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var (said, told) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            // Ends only when no child holds the pipes either, so that a server left behind is found here.
            await Task.WhenAll(said, told, process.WaitForExitAsync(cancellation)).WaitAsync(Longest, TimeProvider.System, cancellation);
            return new Answer(process.ExitCode, await said, await told);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    internal static ProcessStartInfo Start(string folder, IEnumerable<string> arguments, string? program, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(program ?? Path.Combine(Root, "yard"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("YARD_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return start;
    }

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "yard")) && File.Exists(Path.Combine(folder, "Modelyard.slnx"))) return folder;
        }

        throw new InvalidOperationException($"no folder with ./yard above {AppContext.BaseDirectory}");
    }
}
