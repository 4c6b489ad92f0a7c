using System.Text.RegularExpressions;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>Asks apt which versions it would install today, installing nothing: by lists of its own, so that this machine's packages play no part.</summary>
internal sealed partial class DebianResolution(ICommands commands, IProgress<string> progress, TimeProvider time)
{
    /// <summary>All that any of these sets brings, with what every Debian has.</summary>
    /// <param name="sets">Packages, each set as one root would have it.</param>
    /// <param name="folder">Where lists are kept meanwhile; empty.</param>
    /// <returns>Package → version.</returns>
    /// <exception cref="Diagnostics.YardException">YARD7124, YARD7132.</exception>
    public async Task<SortedDictionary<string, string>> ResolveAsync(DebianBaseSpec debian, IEnumerable<IReadOnlyList<string>> sets, string folder, string log, CancellationToken cancellation)
    {
        var journal = new SetupJournal(log, commands, progress, time);
        var root = Path.Combine(folder, "lists");
        journal.Say($"asking apt for the versions of Debian {debian.Suite}");
        var lists = await journal.RunAsync(
            Assembler.Command(folder, ["--simulate", "--skip=cleanup/apt/lists", "--variant=essential", $"--architectures={StageContent.Architecture}", "--format=directory", debian.Suite, root, .. DebianSources.Of(debian.Suite)]), cancellation);
        Assembler.ThrowIfMissing(lists);
        if (!lists.Succeeded) throw Failure(debian, "the lists", lists, log);
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var packages in sets)
        {
            var result = await journal.RunAsync(Simulation(root, packages), cancellation);
            if (!result.Succeeded) throw Failure(debian, string.Join(' ', packages), result, log);
            foreach (Match line in Install().Matches(result.Output)) versions[line.Groups["name"].Value] = line.Groups["version"].Value;
        }

        return versions;
    }

    private static Command Simulation(string root, IReadOnlyList<string> packages) => new(
        "apt-get",
        [
            "-o", $"Dir={root}/", "-o", $"Dir::State::status={root}/var/lib/dpkg/status", "-o", $"APT::Architecture={StageContent.Architecture}", "-o", $"APT::Architectures={StageContent.Architecture}",
            "-o", "APT::Install-Recommends=false", "-o", "Debug::NoLocking=true",
            // apt counts itself as essential; no root of ours has it.
            "-o", "pkgCacheGen::ForceEssential=,", "--simulate", "install", "?essential", .. packages,
        ])
    {
        Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" },
    };

    private static Diagnostics.YardException Failure(DebianBaseSpec debian, string what, CommandResult result, string log) =>
        BaseCodes.NotResolved.Failure($"Debian {debian.Suite}, {what}: {Assembler.Reasons(result)}", $"the whole output is in {log}");

    // Inst base-files (12.4+deb12u5 Debian:12.5/stable [amd64])
    [GeneratedRegex(@"^Inst (?<name>[^ :]+)\S* (\[\S+\] )?\((?<version>\S+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Install();
}
