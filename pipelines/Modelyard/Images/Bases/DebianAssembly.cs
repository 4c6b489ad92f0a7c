using System.Text;
using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>Assembles roots of Debian from packages by mmdebstrap, in a folder of ours, and asks their Python what it has.</summary>
internal sealed class DebianAssembly(ICommands commands, TimeProvider time)
{
    private const string Answer = "/yard-report.json";

    /// <summary>Assembles a root.</summary>
    /// <param name="folder">Where all is written to; empty.</param>
    /// <param name="log">Grows by what the assembler says.</param>
    /// <exception cref="YardException">YARD7123, YARD7124, YARD7131.</exception>
    public async Task<AssembledRoot> AssembleAsync(StageContent content, string folder, string log, IProgress<string> progress, CancellationToken cancellation)
    {
        var (suite, packages, asked) = (content.Debian.Suite, content.Packages, content.Asked);
        var archive = Path.Combine(folder, "root.tar");
        var report = Path.Combine(folder, "report.json");
        var started = time.GetUtcNow();
        List<string> arguments =
        [
            "--variant=essential", $"--architectures={StageContent.Architecture}", "--format=tar", "--skip=output/dev", "--aptopt=Acquire::Retries \"3\"", "--aptopt=APT::Install-Recommends \"false\"",
            // A root that is cut short is thrown away, so nothing need be safe on the disk before it is whole.
            "--dpkgopt=force-unsafe-io",
            .. packages.Count > 0 ? [$"--include={string.Join(',', packages)}"] : (string[])[],
            .. asked is null ? [] : (string[])[$"--customize-hook={Hook(folder, asked)}", $"--customize-hook={new Command("download", Answer, report)}", $"--customize-hook=rm \"$1{Answer}\""],
            .. content.Locked is { } locked ? [$"--setup-hook={Pinning(folder, locked)}"] : (string[])[],
            suite, archive, .. DebianSources.Of(suite),
        ];
        var journal = new SetupJournal(log, commands, progress, time);
        journal.Say($"assembling Debian {suite} with {(packages.Count > 0 ? string.Join(' ', packages) : "nothing more")}");
        var result = await journal.RunAsync(Assembler.Command(folder, arguments), cancellation);
        Assembler.ThrowIfMissing(result);
        if (!result.Succeeded) throw BaseCodes.NotAssembled.Failure($"Debian {suite} with {string.Join(' ', packages)}: {Assembler.Reasons(result)}", $"the whole output is in {log}");

        var root = RootArchive.Read(archive, started.ToUnixTimeSeconds());
        var installed = Status(root);
        if (content.Locked?.Differences(installed) is { Count: > 0 } differences) throw new YardException(differences);
        return new AssembledRoot(root, installed, asked is null ? null : JsonSerializer.Deserialize(await File.ReadAllBytesAsync(report, cancellation), ProbeJson.Default.ProbeReport));
    }

    private static string Pinning(string folder, DebianLock locked)
    {
        var preferences = Path.Combine(folder, "preferences");
        File.WriteAllText(preferences, locked.Preferences, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return $"{new Command("cp", preferences)} \"$1/etc/apt/preferences.d/modelyard\"";
    }

    // Without root the hook is somebody else by this machine's numbers: it may run the script and write into its own root, from which the assembler fetches the answer.
    private static string Hook(string folder, RuntimeSpec asked)
    {
        var question = RuntimeProbe.Question(asked);
        var environment = asked.Environment.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);
        var probe = new Command("/usr/bin/env", ["-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", .. environment, "/usr/bin/python3", "-I", "-B", "-c", ProbeScript.Source, question]);
        var hook = Path.Combine(folder, "probe");
        File.WriteAllText(hook, $"#!/bin/sh\nset -e\nexec chroot \"$1\" {probe} >\"$1{Answer}\"\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetUnixFileMode(hook, (UnixFileMode)LayerEntry.FolderMode);
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
