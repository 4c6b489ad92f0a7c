using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Bases;

/// <summary>mmdebstrap, as it must be started here.</summary>
internal static class Assembler
{
    public const string Program = "mmdebstrap";

    /// <exception cref="YardException">YARD7124: it is not on this machine.</exception>
    public static void ThrowIfMissing(CommandResult result)
    {
        if (result.ExitCode == 127) throw BaseCodes.AssemblerMissing.Failure($"{Program} could not be started: {result.LastLine}", "sudo apt-get install -y --no-install-recommends mmdebstrap");
    }

    /// <summary>Why it, or apt, failed: apt's errors, or else the last line.</summary>
    public static string Reasons(CommandResult result) =>
        string.Join(" · ", result.Tail.Where(line => line.StartsWith("E:", StringComparison.Ordinal)).Distinct().DefaultIfEmpty(result.LastLine));

    /// <param name="folder">Where it keeps what is temporary.</param>
    public static Command Command(string folder, IReadOnlyList<string> arguments) =>
        // As root its mounts would be this machine's: below a folder that may be swept when we are killed, with this machine's devices in them.
        (Environment.IsPrivilegedProcess ? new Command("unshare", ["--mount", Program, .. arguments]) : new Command(Program, arguments)) with
        {
            // Shadow passwords, Python's compiled files and others take their times from it.
            Environment = new Dictionary<string, string?> { ["SOURCE_DATE_EPOCH"] = "0", ["LC_ALL"] = "C.UTF-8", ["PYTHONHASHSEED"] = "0", ["DEBIAN_FRONTEND"] = "noninteractive", ["TMPDIR"] = folder, ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" },
            // It has a folder to take down.
            Grace = null,
        };
}
