using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Requirements;

/// <summary>What dpkg says of the packages that models need on this machine. Nothing is installed: that is for whoever has the right.</summary>
public sealed class DebianHost(ICommands commands)
{
    /// <summary>On this machine.</summary>
    public DebianHost(TimeProvider time)
        : this(new HostCommands(time))
    {
    }

    /// <summary>The versions that are installed: subject → package → version.</summary>
    /// <exception cref="YardException">YARD7036: all that are missing, or in another version than is asked for.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> VersionsAsync(IReadOnlyList<DebianPackages> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0) return new Dictionary<string, IReadOnlyDictionary<string, string>>();
        var installed = await InstalledAsync(wanted.SelectMany(packages => packages.Lines).Select(line => line.Name), cancellation);
        var problems = wanted.SelectMany(packages => Problems(packages, installed)).ToList();
        return problems.Count > 0 ? throw new YardException(problems) : wanted.ToDictionary(
            packages => packages.Subject,
            packages => (IReadOnlyDictionary<string, string>)packages.Lines.ToDictionary(line => line.Name, line => installed[line.Name]));
    }

    // Exit code 1 only says that some are unknown; those are not in the output.
    private async Task<Dictionary<string, string>> InstalledAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        var result = await commands.RunAsync(new Command("dpkg-query", ["-W", "-f", @"${Package} ${Version} ${db:Status-Status}\n", .. names.Distinct().Order(StringComparer.Ordinal)]), null, cancellation);
        if (result.ExitCode == 127) throw RequirementsCodes.DebianMissing.Failure("this machine has no dpkg, so that nothing is known of packages of Debian", "--on container");
        return result.Output.Split('\n')
            .Select(line => line.Split(' '))
            .Where(words => words is [_, _, "installed"])
            .DistinctBy(words => words[0])
            .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
    }

    private static IEnumerable<Diagnostic> Problems(DebianPackages packages, Dictionary<string, string> installed)
    {
        var lacking = packages.Lines.Where(line => installed.GetValueOrDefault(line.Name) is not { } version || (line.Version ?? version) != version).ToList();
        var remedy = $"sudo apt-get install -y --no-install-recommends {string.Join(' ', lacking)}";
        return lacking.Select(line => RequirementsCodes.DebianMissing.Error(
            packages.File is null ? null : new SourcePosition(packages.File, line.Line, 1),
            $"{(packages.File is null ? $"{packages.Subject}: " : "")}the Debian package {line.Name} is {(installed.GetValueOrDefault(line.Name) is { } other ? $"installed in version {other}; expected {line.Version}" : "not installed on this machine")}",
            remedy));
    }
}
