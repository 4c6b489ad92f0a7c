using System.ComponentModel;
using System.Diagnostics;
using Modelyard.Diagnostics;

namespace Modelyard.Serving;

/// <summary>
/// The shell that stands between the platform and a server, so that no server outlives the platform, not even after <c>kill -9</c>
/// of it: the kernel then closes the pipe that the guard reads, and the guard stops the server's whole process group.
/// </summary>
/// <remarks>
/// PR_SET_PDEATHSIG would do less: it fires when the thread that forked ends, is not inherited by gunicorn's workers, sends one
/// signal that a hung server may ignore, and does nothing when the platform dies between fork and prctl.
/// </remarks>
internal sealed class ShellGuard : IServerGuard
{
    // `kill … 0` means the sender's process group, which setsid made this server's own. The guard outlives SIGTERM (a trap
    // that does nothing) to report how the server ended; a trap is undone in the server, an ignored signal would be inherited.
    private const string Script = """
        grace=$1; removal=$2; shift 2
        exec 3<&0 2>&1
        trap : TERM
        "$@" </dev/null 3<&- &
        server=$!
        (
          trap '' TERM
          while read -r _; do :; done
          kill -TERM 0
          while kill -0 "$server" && [ "$grace" -gt 0 ]; do sleep 0.1; grace=$((grace - 1)); done
          [ -z "$removal" ] || eval "$removal"
          kill -KILL 0
        ) <&3 3<&- >/dev/null 2>&1 &
        exec 3<&-
        while :; do
          wait "$server"; status=$?
          kill -0 "$server" 2>/dev/null || exit "$status"
        done
        """;

    private readonly Process _shell;

    /// <summary>Starts a server: a session of its own, output joined on one pipe, input held open as the lifeline.</summary>
    /// <param name="container">The name of its container, where it runs in one: killing a client kills no container.</param>
    /// <exception cref="YardException">YARD6101: this machine lacks setsid or sh.</exception>
    public ShellGuard(ServerDefinition definition, string serveDocument, string? container, TimeSpan grace)
    {
        _shell = new Process { StartInfo = StartInfo(definition, serveDocument, container, grace) };
        try
        {
            _shell.Start();
        }
        catch (Win32Exception e)
        {
            throw ServingCodes.NotStarted.Failure($"{definition}: cannot run setsid and sh: {e.Message}", "install util-linux and a shell");
        }
    }

    /// <inheritdoc/>
    public ProcessGroup Group => new(_shell.Id);

    /// <inheritdoc/>
    public Task CopyAsync(ServerLog log) => log.CopyAsync(_shell.StandardOutput.BaseStream);

    /// <inheritdoc/>
    public async Task<ServerExit> ExitedAsync()
    {
        await _shell.WaitForExitAsync();
        return new ServerExit(_shell.ExitCode);
    }

    /// <inheritdoc/>
    public void Dispose() => _shell.Dispose();

    private static ProcessStartInfo StartInfo(ServerDefinition definition, string serveDocument, string? container, TimeSpan grace)
    {
        var tenths = (int)Math.Ceiling(grace.TotalSeconds * 10);
        var start = new ProcessStartInfo
        {
            FileName = "setsid",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["sh", "-c", Script, "yard-guard", $"{tenths}", container is null ? "" : definition.Container!.Removal(container), definition.FileName, .. definition.Arguments])
        {
            start.ArgumentList.Add(container is null ? argument : argument.Replace(ServerContainer.Name, container, StringComparison.Ordinal).Replace(ServerContainer.Document, serveDocument, StringComparison.Ordinal));
        }

        start.Environment.Clear();
        foreach (var (name, value) in definition.Environment) start.Environment[name] = value;
        start.Environment["YARD_SERVE"] = serveDocument;
        return start;
    }
}
