using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Modelyard.StepRunner.Native;

/// <summary>
/// Landlock rules under which a thread, and every process it starts, writes only below the folders given. Reading and
/// executing stay free. See https://docs.kernel.org/userspace-api/landlock.html.
/// </summary>
/// <remarks>
/// Not covered by Landlock, whatever the kernel: chmod, chown, times and extended attributes of files that the user owns; pathname sockets; ioctl of
/// devices that may be opened for reading.
/// </remarks>
internal sealed unsafe class LandlockRuleset : IDisposable
{
    private const nint CreateRuleset = 444; // the same numbers on x64 and arm64
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;

    private const ulong WriteFile = 1 << 1;
    private const ulong RemoveFile = 1 << 5;
    private const ulong MakeRegular = 1 << 8;

    // write, remove folder and file, make device, folder, file, socket, fifo, block device, symbolic link
    private const ulong WritesOfFirstAbi = WriteFile | (0x1FFul << 4);
    private const ulong Refer = 1 << 13; // ABI 2: link and rename between folders
    private const ulong Truncate = 1 << 14; // ABI 3: truncate(2); O_TRUNC needs WriteFile anyway
    private const ulong ScopeSignals = 1 << 1; // ABI 6: no signals to processes outside the domain

    private static readonly string[] Devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"];

    private readonly int _descriptor;
    private readonly ulong _handled;

    private LandlockRuleset(int abi)
    {
        Abi = abi;
        _handled = WritesOfFirstAbi | (abi >= 2 ? Refer : 0) | (abi >= 3 ? Truncate : 0);
        var attributes = stackalloc ulong[3] { _handled, 0, abi >= 6 ? ScopeSignals : 0 };
        _descriptor = (int)LibC.SystemCall(CreateRuleset, (nint)attributes, abi >= 6 ? 24 : 8, 0, 0);
        if (_descriptor < 0) throw NativeError.Last("landlock_create_ruleset");
    }

    /// <summary>The kernel's version of Landlock, 1 or more.</summary>
    public int Abi { get; }

    /// <summary>Whether no way to change a file's content is left open: before ABI 3, truncate(2) is.</summary>
    public bool KeepsAllWritesIn => Abi >= 3;

    /// <summary>Whether members of the domain cannot signal anyone outside it.</summary>
    public bool ScopesSignals => Abi >= 6;

    /// <summary>Rules for a step, or <see langword="null"/> where the kernel has no Landlock.</summary>
    /// <exception cref="Win32Exception">A folder does not exist or may not be opened; the message names it.</exception>
    public static LandlockRuleset? ForWritable(IEnumerable<string> folders)
    {
        var abi = (int)LibC.SystemCall(CreateRuleset, 0, 0, 1, 0);
        if (abi < 1) return null;
        var rules = new LandlockRuleset(abi);
        try
        {
            foreach (var folder in folders) rules.Allow(folder, rules._handled);
            foreach (var device in Devices.Where(File.Exists)) rules.Allow(device, WriteFile | Truncate);
            if (Directory.Exists("/dev/pts")) rules.Allow("/dev/pts", WriteFile);

            // POSIX semaphores and shared memory (Python's multiprocessing) have no other place, and libc no way to move it. It is
            // memory that others share too: no output, and gone with the machine. A container has its own.
            if (Directory.Exists("/dev/shm")) rules.Allow("/dev/shm", WriteFile | Truncate | MakeRegular | RemoveFile);
            return rules;
        }
        catch
        {
            rules.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Puts the calling thread, and it alone, into a new domain for good; <see langword="false"/> when the kernel refuses. Needs no_new_privs.
    /// </summary>
    public bool RestrictThisThread() => LibC.SystemCall(RestrictSelf, _descriptor, 0, 0, 0) == 0;

    public void Dispose() => _ = LibC.Close(_descriptor);

    private void Allow(string path, ulong rights)
    {
        var parent = LibC.Open(path, OpenFlags.Path | OpenFlags.CloseOnExec);
        if (parent < 0) throw NativeError.Last($"cannot open {path}");
        try
        {
            var rule = new PathBeneath { AllowedAccess = rights & _handled, Parent = parent };
            if (LibC.SystemCall(AddRule, _descriptor, 1, (nint)(&rule), 0) != 0) throw NativeError.Last($"landlock_add_rule for {path}");
        }
        finally
        {
            _ = LibC.Close(parent);
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathBeneath
    {
        public ulong AllowedAccess;
        public int Parent;
    }
}
