using System.Runtime.InteropServices;

namespace Modelyard.StepRunner.Native;

/// <summary>
/// A process to be, laid out in native memory: <see cref="Spawn"/> is one system call's worth of work and allocates nothing
/// managed. It is posix_spawn(3) rather than <see cref="System.Diagnostics.Process"/> because a child must start in its own session, with default
/// signals, from the very thread that asks (it inherits that thread's Landlock domain), and because .NET would reap it and lose
/// its resource usage.
/// </summary>
internal sealed unsafe partial class SpawnRequest : IDisposable
{
    // Each is at most 336 bytes in glibc and musl.
    private const int OpaqueSize = 1024;

    // POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    private const short Flags = 0x04 | 0x08;

    // POSIX_SPAWN_SETSID
    private const short OwnSession = 0x80;

    private readonly List<nint> _memory = [];
    private readonly nint _path;
    private readonly nint _arguments;
    private readonly nint _environment;
    private readonly nint _actions;
    private readonly nint _attributes;

    /// <param name="program">Path of the program; PATH is not searched.</param>
    /// <param name="command">All arguments, the program's own name first.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <param name="input">Descriptor that becomes its standard input.</param>
    /// <param name="output">Descriptor that becomes its standard output.</param>
    /// <param name="error">Descriptor that becomes its standard error.</param>
    /// <param name="ownSession">Whether it leads a session of its own, away from any terminal.</param>
    public SpawnRequest(
        string program,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        int input,
        int output,
        int error,
        bool ownSession = true)
    {
        _path = Text(program);
        _arguments = Vector(command);
        _environment = Vector([.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);

        _actions = Block(OpaqueSize);
        Require(InitializeActions(_actions));
        Require(AddDuplicate(_actions, input, 0));
        Require(AddDuplicate(_actions, output, 1));
        Require(AddDuplicate(_actions, error, 2));
        Require(AddChangeDirectory(_actions, Text(workingDirectory)));

        // .NET ignores SIGPIPE and blocks signals in some threads; a program expects neither.
        var signals = Block(OpaqueSize);
        _attributes = Block(OpaqueSize);
        Require(InitializeAttributes(_attributes));
        Require(SetFlags(_attributes, ownSession ? (short)(Flags | OwnSession) : Flags));
        Require(FillSet(signals));
        Require(SetDefaultSignals(_attributes, signals));
        Require(EmptySet(signals));
        Require(SetSignalMask(_attributes, signals));
    }

    /// <summary>Starts it; 0, or the error number of what failed, execve(2) included.</summary>
    public int Spawn(out int process)
    {
        int started;
        var error = PosixSpawn(&started, _path, _actions, _attributes, _arguments, _environment);
        process = error == 0 ? started : 0;
        return error;
    }

    public void Dispose()
    {
        _ = DestroyActions(_actions);
        _ = DestroyAttributes(_attributes);
        foreach (var block in _memory) NativeMemory.Free((void*)block);
    }

    private static void Require(int error)
    {
        if (error != 0) throw NativeError.Of(error, "posix_spawn cannot be prepared");
    }

    private nint Block(nuint size)
    {
        var block = (nint)NativeMemory.AllocZeroed(size);
        _memory.Add(block);
        return block;
    }

    private nint Text(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var block = Block((nuint)bytes.Length + 1);
        Marshal.Copy(bytes, 0, block, bytes.Length);
        return block;
    }

    private nint Vector(IReadOnlyList<string> texts)
    {
        var block = Block((nuint)((texts.Count + 1) * sizeof(nint)));
        for (var i = 0; i < texts.Count; i++) ((nint*)block)[i] = Text(texts[i]);
        return block;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(int* process, nint path, nint actions, nint attributes, nint arguments, nint environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(nint actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    private static partial int AddChangeDirectory(nint actions, nint path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(nint attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(nint signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(nint signals);
}
