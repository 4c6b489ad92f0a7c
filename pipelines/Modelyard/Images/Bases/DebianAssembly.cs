using System.Text;
using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>Assembles roots of Debian from packages by mmdebstrap, in a folder of ours, and asks their Python what it has.</summary>
internal sealed class DebianAssembly(ICommands commands, TimeProvider time)
{
    private const string Assembler = "mmdebstrap";

    /// <summary>Assembles a root.</summary>
    /// <param name="suite">Debian's release.</param>
    /// <param name="architecture">As Debian calls it.</param>
    /// <param name="packages">Sorted.</param>
    /// <param name="asked">A merged runtime in Python whose packages are looked for; none for a root without.</param>
    /// <param name="folder">Where all is written to; empty.</param>
    /// <param name="log">Grows by what the assembler says.</param>
    /// <exception cref="YardException">YARD7123, YARD7124.</exception>
    public async Task<AssembledRoot> AssembleAsync(
        string suite, string architecture, IReadOnlyList<string> packages, RuntimeSpec? asked, string folder, string log, IProgress<string> progress, CancellationToken cancellation)
    {
        var archive = Path.Combine(folder, "root.tar");
        var report = Path.Combine(folder, "report.json");
        var started = time.GetUtcNow();
        List<string> arguments =
        [
            "--variant=essential", $"--architectures={architecture}", "--format=tar", "--skip=output/dev", "--aptopt=Acquire::Retries \"3\"", "--aptopt=APT::Install-Recommends \"false\"",
            // A root that is cut short is thrown away, so nothing need be safe on the disk before it is whole.
            "--dpkgopt=force-unsafe-io",
            .. packages.Count > 0 ? [$"--include={string.Join(',', packages)}"] : (string[])[],
            .. asked is null ? [] : (string[])[$"--customize-hook={Hook(folder, asked, report)}"],
            suite, archive, .. Sources(suite),
        ];
        // As root its mounts would be this machine's: below a folder that may be swept when we are killed, with this machine's devices in them.
        var command = (Environment.IsPrivilegedProcess ? new Command("unshare", ["--mount", Assembler, .. arguments]) : new Command(Assembler, arguments)) with
        {
            // Shadow passwords, Python's compiled files and others take their times from it.
            Environment = new Dictionary<string, string?> { ["SOURCE_DATE_EPOCH"] = "0", ["LC_ALL"] = "C.UTF-8", ["PYTHONHASHSEED"] = "0", ["DEBIAN_FRONTEND"] = "noninteractive", ["TMPDIR"] = folder, ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
            // It has a folder to take down.
            Grace = null,
        };
        var journal = new SetupJournal(log, commands, progress, time);
        journal.Say($"assembling Debian {suite} with {(packages.Count > 0 ? string.Join(' ', packages) : "nothing more")}");
        var result = await journal.RunAsync(command, cancellation);
        if (result.ExitCode == 127) throw BaseCodes.AssemblerMissing.Failure($"{Assembler} could not be started: {result.LastLine}", "sudo apt-get install -y --no-install-recommends mmdebstrap");
        if (!result.Succeeded)
        {
            var reasons = result.Tail.Where(line => line.StartsWith("E:", StringComparison.Ordinal)).Distinct().DefaultIfEmpty(result.LastLine);
            throw BaseCodes.NotAssembled.Failure($"Debian {suite} with {string.Join(' ', packages)}: {string.Join(" · ", reasons)}", $"the whole output is in {log}");
        }

        var root = RootArchive.Read(archive, started.ToUnixTimeSeconds());
        return new AssembledRoot(root, Status(root), asked is null ? null : JsonSerializer.Deserialize(await File.ReadAllBytesAsync(report, cancellation), ProbeJson.Default.ProbeReport));
    }

    // Where this machine is of the same release, packages come from where its own do; else from Debian's own archive.
    private static string[] Sources(string suite)
    {
        const string release = "/etc/os-release", single = "/etc/apt/sources.list", several = "/etc/apt/sources.list.d";
        if (!File.Exists(release) || !File.ReadLines(release).Contains($"VERSION_CODENAME={suite}") || !File.ReadLines(release).Contains("ID=debian")) return [];
        IEnumerable<string> lists = Directory.Exists(several) ? Directory.EnumerateFiles(several, "debian.sources").Order(StringComparer.Ordinal) : [];
        return [.. new[] { single }.Where(file => File.Exists(file) && new FileInfo(file).Length > 0), .. lists];
    }

    private static string Hook(string folder, RuntimeSpec asked, string report)
    {
        var question = RuntimeProbe.Question(asked);
        var environment = asked.Environment.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);
        var probe = new Command("/usr/bin/env", ["-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", .. environment, "/usr/bin/python3", "-I", "-B", "-c", ProbeScript.Source, question]);
        var hook = Path.Combine(folder, "probe");
        File.WriteAllText(hook, $"#!/bin/sh\nset -e\nexec chroot \"$1\" {probe} >{new Command(report)}\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return hook;
    }

    private static IReadOnlyList<InstalledPackage> Status(IReadOnlyList<RootEntry> root)
    {
        var content = root.Single(entry => entry.Entry.Path == "var/lib/dpkg/status").Entry.Content;
        var bytes = new byte[content.Length];
        using var handle = File.OpenHandle(content.File!);
        RandomAccess.Read(handle, bytes, content.Offset!.Value);
        return InstalledPackage.OfDpkg(Encoding.UTF8.GetString(bytes));
    }
}

/// <summary>What was assembled, while its archive is there.</summary>
/// <param name="Report">What the runtime's Python answered.</param>
internal sealed record AssembledRoot(IReadOnlyList<RootEntry> Entries, IReadOnlyList<InstalledPackage> Packages, ProbeReport? Report);
