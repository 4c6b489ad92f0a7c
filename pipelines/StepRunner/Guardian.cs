using Modelyard.StepRunner.Native;

namespace Modelyard.StepRunner;

/// <summary>
/// A shell that waits for the runner's death: when the kernel kills the runner, the pipe between them ends, and the shell kills the
/// step's process group, which would otherwise go on writing. It is the canary of <see cref="Confinement"/> as well.
/// </summary>
internal sealed class Guardian : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string Script = "read -r group && { read -r end || kill -s KILL -- \"-$group\"; }";

    private readonly FileStream _lifeline;

    private Guardian(int nowhere)
    {
        var pipe = new Pipe();
        using (pipe.Read)
        {
            using var request = new SpawnRequest(
                Shell, [Shell, "-c", Script], new Dictionary<string, string>(), "/", pipe.Read.DangerousGetHandle().ToInt32(), nowhere, nowhere);
            if (request.Spawn(out var process) == 0) Process = process;
        }

        _lifeline = new FileStream(pipe.Write, FileAccess.Write, bufferSize: 0);
    }

    /// <summary>The shell's process, or 0.</summary>
    public int Process { get; }

    /// <summary>Starts it; <see langword="null"/> in an image without a shell, where the container ends with the runner anyway.</summary>
    /// <param name="nowhere">A descriptor of /dev/null.</param>
    public static Guardian? Start(int nowhere)
    {
        if (!File.Exists(Shell)) return null;
        var guardian = new Guardian(nowhere);
        if (guardian.Process != 0) return guardian;
        guardian._lifeline.Dispose();
        return null;
    }

    /// <summary>Tells whom to kill. Allocates nothing, as <see cref="Confinement"/> needs it.</summary>
    public void Watch(int group)
    {
        Span<byte> line = stackalloc byte[12];
        group.TryFormat(line, out var length);
        line[length] = (byte)'\n';
        Say(line[..(length + 1)]);
    }

    /// <summary>Lets it go without killing anyone. The reaper collects it.</summary>
    public void Dispose()
    {
        if (!_lifeline.CanWrite) return;
        Say("end\n"u8);
        _lifeline.Dispose();
    }

    private void Say(ReadOnlySpan<byte> line)
    {
        try
        {
            _lifeline.Write(line);
        }
        catch (IOException)
        {
            // Someone killed it; the step is none the worse.
        }
    }
}
