using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Modelyard.Images.Runtimes;

/// <summary>Runs programs as child processes.</summary>
internal sealed partial class HostCommands(TimeProvider time) : ICommands
{
    private const int TailLines = 20;
    private const int Interrupt = 2;

    public async Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return new CommandResult(127, "", [$"{command.Program}: {error.Message}"]);
        }

        process.StandardInput.Close();
        var output = new StringBuilder();
        var tail = new Queue<string>();
        var gate = new Lock();
        var reading = Task.WhenAll(Read(process.StandardOutput, keep: true), Read(process.StandardError, keep: false));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process, command.Grace);
            throw;
        }

        // A daemon that an installed package started may hold the pipes for ever; what it says is not waited for.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
        lock (gate) return new CommandResult(process.ExitCode, output.ToString(), [.. tail]);

        async Task Read(StreamReader reader, bool keep)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (gate)
                {
                    if (keep) output.Append(line).Append('\n');
                    tail.Enqueue(line);
                    if (tail.Count > TailLines) tail.Dequeue();
                    onLine?.Invoke(line);
                }
            }
        }
    }

    private static ProcessStartInfo StartInfo(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Interrupts as Ctrl-C does, which apt-get answers by finishing the package at hand, and waits.</summary>
    private async Task StopAsync(Process process, TimeSpan? grace)
    {
        if (!OperatingSystem.IsWindows()) _ = Kill(process.Id, Interrupt);
        var exited = process.WaitForExitAsync(CancellationToken.None);
        if (grace is not null)
        {
            var late = Task.Delay(grace.Value, time, CancellationToken.None);
            if (await Task.WhenAny(exited, late) == late) process.Kill(entireProcessTree: true);
        }

        await exited;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
