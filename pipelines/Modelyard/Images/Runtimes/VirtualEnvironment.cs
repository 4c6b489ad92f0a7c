using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>The store's own Python, for hosts whose packages we may not or cannot install.</summary>
/// <param name="folder">Where it is; removed and made anew when its making was cut short.</param>
internal sealed class VirtualEnvironment(string folder)
{
    private readonly string _unfinished = folder + ".unfinished";

    /// <summary>Its interpreter, whether it is there or not.</summary>
    public string Interpreter { get; } =
        OperatingSystem.IsWindows() ? Path.Combine(folder, "Scripts", "python.exe") : Path.Combine(folder, "bin", "python3");

    /// <summary>Whether it was made and no installation into it was cut short.</summary>
    public bool IsUsable => File.Exists(Interpreter) && !File.Exists(_unfinished);

    /// <summary>What pip is asked for.</summary>
    public static IReadOnlyList<string> Requirements(IEnumerable<RuntimePackageSpec> packages) =>
        [.. packages.Select(package => package.AtLeast is null ? package.Pip : $"{package.Pip}>={package.AtLeast}").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Makes it where it is not there, and installs packages into it.</summary>
    /// <param name="pythons">Interpreters to make it from, best first.</param>
    /// <returns>What went wrong; empty when all are installed.</returns>
    public async Task<IReadOnlyList<Diagnostic>> InstallAsync(
        IReadOnlyList<RuntimePackageSpec> packages, IReadOnlyList<string> pythons, SetupJournal journal, CancellationToken cancellation)
    {
        if (!IsUsable)
        {
            StagingArea.Remove(folder);
            DurableFile.Write(_unfinished, []);
            if (await CreateAsync(pythons, journal, cancellation) is { } failure) return [failure];
        }

        var requirements = Requirements(packages);
        journal.Say($"pip install into {folder}: {string.Join(' ', requirements)}");
        DurableFile.Write(_unfinished, []);
        var command = new Command(Interpreter, ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2", "--prefer-binary", .. requirements])
        {
            Environment = new Dictionary<string, string?> { ["PIP_USER"] = null, ["PIP_TARGET"] = null, ["PIP_PREFIX"] = null },
        };
        var result = await journal.RunAsync(command, cancellation);
        // pip downloads everything before it installs anything, so that a failure which it reports leaves what was there.
        File.Delete(_unfinished);
        return result.Succeeded ? [] : [Failure($"pip ended with exit code {result.ExitCode}", result, journal)];
    }

    private async Task<Diagnostic?> CreateAsync(IReadOnlyList<string> pythons, SetupJournal journal, CancellationToken cancellation)
    {
        Diagnostic? failure = null;
        foreach (var python in pythons)
        {
            journal.Say($"making a virtual environment in {folder} with {python}");
            var result = await journal.RunAsync(new Command(python, "-I", "-m", "venv", "--clear", folder), cancellation);
            if (result.Succeeded) return null;
            failure ??= Failure($"{python} -m venv ended with exit code {result.ExitCode}", result, journal);
            StagingArea.Remove(folder);
        }

        return failure ?? RuntimeCodes.VirtualEnvironmentFailed.Error(null, "no Python was found to make a virtual environment with", "install Python 3.9 or newer with its module venv");
    }

    private static Diagnostic Failure(string message, CommandResult result, SetupJournal journal)
    {
        var reason = result.Tail.LastOrDefault(line => line.StartsWith("ERROR:", StringComparison.Ordinal))
            ?? result.Tail.FirstOrDefault(line => line.Contains("ensurepip", StringComparison.Ordinal))
            ?? result.LastLine;
        return RuntimeCodes.VirtualEnvironmentFailed.Error(null, $"{message}: {reason.Trim()}", $"the whole output is in {journal.Log}");
    }
}
