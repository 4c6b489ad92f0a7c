using System.ComponentModel;
using System.Diagnostics;
using Modelyard.Running.Execution;

namespace Modelyard.Running.Containers;

/// <summary>How a container's client ended.</summary>
/// <param name="ExitCode">The container's own, or 125 to 127 where the engine could not start it.</param>
/// <param name="LastWords">The end of what client and container said on standard error.</param>
internal sealed record ContainerEnd(int ExitCode, string LastWords);

/// <summary>Runs one container to its end, at the other end of its standard input: whatever ends this process ends the container.</summary>
internal sealed class ContainerClient(ContainerHost host, ContainerEngine engine)
{
    private const int Terminate = 15;
    private const int MostWords = 2000;

    /// <param name="input">Given to the container first; its input then stays open.</param>
    /// <param name="patience">From the SIGTERM of a cancelled run to the removal of its container.</param>
    public async Task<ContainerEnd> RunAsync(ContainerRun run, ReadOnlyMemory<byte> input, TimeSpan patience, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(engine.Program, engine.Run(run)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var client = Process.Start(start) ?? throw ContainerCodes.StepContainer.Failure($"cannot start {engine.Program}");
        var words = Task.WhenAll(TailAsync(client.StandardError), TailAsync(client.StandardOutput));
        var ended = client.WaitForExitAsync(CancellationToken.None);
        try
        {
            if (!input.IsEmpty)
            {
                await client.StandardInput.BaseStream.WriteAsync(input, cancellation);
                await client.StandardInput.BaseStream.FlushAsync(cancellation);
            }

            await ended.WaitAsync(cancellation);
        }
        catch (IOException)
        {
            await ended; // it ended before it read
        }
        catch (OperationCanceledException)
        {
            // The client passes the signal on to the StepRunner, which ends the step and says how.
            Signal(client);
            if (await Task.WhenAny(ended, Task.Delay(patience, host.Time, CancellationToken.None)) != ended) await host.RemoveAsync(engine, run.Name);
            await ended;
        }

        if (client.ExitCode != 0) await host.RemoveAsync(engine, run.Name);
        return new ContainerEnd(client.ExitCode, string.Join("; ", (await words).Where(text => text.Length > 0)));
    }

    private static async Task<string> TailAsync(StreamReader reader)
    {
        var tail = "";
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            tail = $"{tail} {line}".Trim();
            if (tail.Length > MostWords) tail = tail[^MostWords..];
        }

        return tail;
    }

    private static void Signal(Process client)
    {
        try
        {
            if (!client.HasExited) NativeProcess.Kill(client.Id, Terminate);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended between the two calls.
        }
    }
}
