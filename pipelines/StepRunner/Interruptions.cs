using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modelyard.StepRunner;

/// <summary>The two ways to be told to stop: a signal, and the end of standard input, which an executor holds open as long as it lives.</summary>
internal sealed class Interruptions : IDisposable
{
    private static readonly PosixSignal[] Stops = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="attached">Whether the step has our terminal: then what is typed is the step's to read, and Ctrl-C its to answer.</param>
    /// <param name="signalled">Called on a signal that asks to stop.</param>
    /// <param name="abandoned">Called when standard input ends. Only of a pipe or a socket: in a container it is /dev/null, which tells nothing.</param>
    public Interruptions(bool attached, Action signalled, Action abandoned)
    {
        foreach (var signal in Stops)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!attached || signal is not (PosixSignal.SIGINT or PosixSignal.SIGQUIT)) signalled();
            }));
        }

        if (attached) return;
        var kind = new FileInfo("/proc/self/fd/0").LinkTarget ?? "";
        if (kind.StartsWith("pipe:", StringComparison.Ordinal) || kind.StartsWith("socket:", StringComparison.Ordinal))
        {
            new Thread(() => AwaitEnd(abandoned)) { IsBackground = true, Name = "lifeline" }.Start();
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private static void AwaitEnd(Action abandoned)
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        var ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe is an end too.
        }

        abandoned();
    }
}
