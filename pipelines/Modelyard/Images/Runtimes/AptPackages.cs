using Modelyard.Diagnostics;

namespace Modelyard.Images.Runtimes;

/// <summary>Packages of Debian and Ubuntu, installed by root.</summary>
internal sealed class AptPackages(SetupJournal journal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // C.UTF-8: messages are compared. NEEDRESTART: Ubuntu's hook would restart services, or ask which.
    private static readonly Dictionary<string, string?> Unattended = new()
    {
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["NEEDRESTART_SUSPEND"] = "1",
        ["LC_ALL"] = "C.UTF-8",
    };

    private bool _updated;

    /// <summary>Those of the packages that dpkg does not have, sorted.</summary>
    public async Task<IReadOnlyList<string>> NotInstalledAsync(IEnumerable<string> packages, CancellationToken cancellation)
    {
        var wanted = packages.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0) return [];
        // Exit code 1 only says that some are unknown; those are not in the output.
        var result = await journal.RunAsync(new Command("dpkg-query", ["-W", "-f", @"${Package} ${db:Status-Status}\n", .. wanted]), cancellation);
        var installed = result.Output.Split('\n').Where(line => line.EndsWith(" installed", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);
        return [.. wanted.Except(installed, StringComparer.Ordinal)];
    }

    /// <summary>Installs packages in one go, after bringing the lists up to date once.</summary>
    /// <returns>What went wrong; <see langword="null"/> when all are installed.</returns>
    public async Task<Diagnostic?> InstallAsync(IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        // A failed update is no reason to stop: the lists that are there may be good enough. It shows in the log.
        if (!_updated) await UpdateAsync("apt-get update: bringing the package lists up to date", cancellation);
        journal.Say($"apt-get install: {string.Join(' ', packages)}");
        var result = await RunAsync(["install", "-y", "--no-install-recommends", .. packages], cancellation);
        return result.Succeeded ? null : Failure($"installing {string.Join(' ', packages)}", result);
    }

    /// <summary>Fetches the package lists.</summary>
    /// <param name="reason">Told to the user.</param>
    /// <returns>What went wrong, if anything did.</returns>
    public async Task<Diagnostic?> UpdateAsync(string reason, CancellationToken cancellation)
    {
        journal.Say(reason);
        var result = await RunAsync(["update"], cancellation);
        _updated = true;
        return result.Succeeded ? null : Failure("bringing the package lists up to date", result);
    }

    // apt waits for dpkg's lock by itself but not for the lock of its lists. No grace: a dpkg that is killed leaves a broken system.
    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) => journal.RunPatientlyAsync(
        new Command("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", "-o", "Acquire::Retries=3", .. arguments])
        {
            Environment = Unattended,
            Grace = null,
        },
        result => result.Tail.Any(line => line.Contains("Could not get lock", StringComparison.Ordinal)),
        Patience,
        cancellation);

    private Diagnostic Failure(string doing, CommandResult result)
    {
        var reasons = result.Tail.Where(line => line.StartsWith("E:", StringComparison.Ordinal)).DefaultIfEmpty(result.LastLine);
        return RuntimeCodes.AptFailed.Error(null, $"{doing} ended with exit code {result.ExitCode}: {string.Join(" · ", reasons)}", $"the whole output is in {journal.Log}");
    }
}
