namespace Modelyard.Images.Runtimes;

/// <summary>Runs the programs of a set-up: everything that they print goes to a log, now and then a line of it to the user.</summary>
internal sealed class SetupJournal(string log, ICommands commands, IProgress<string> progress, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    /// <summary>Where the whole output is; it grows at its end.</summary>
    public string Log => log;

    /// <summary>Says something to the user and the log.</summary>
    public void Say(string line)
    {
        progress.Report(line);
        Append($"# {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {line}");
    }

    /// <summary>Runs one program.</summary>
    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
    {
        Append($"$ {command}");
        var said = time.GetTimestamp();
        var result = await commands.RunAsync(command, OnLine, cancellation);
        Append($"# exit code {result.ExitCode}");
        return result;

        void OnLine(string line)
        {
            Append(line);
            if (string.IsNullOrWhiteSpace(line) || time.GetElapsedTime(said) < Pace) return;
            said = time.GetTimestamp();
            progress.Report($"  {line.Trim()}");
        }
    }

    /// <summary>Runs one program again for as long as it fails for this reason, at most for the time given.</summary>
    public async Task<CommandResult> RunPatientlyAsync(Command command, Func<CommandResult, bool> isBusy, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var waiting = false;
        while (true)
        {
            var result = await RunAsync(command, cancellation);
            if (result.Succeeded || !isBusy(result) || time.GetElapsedTime(started) >= patience) return result;
            if (!waiting) Say($"{command.Program} is in use by another program; waiting for up to {patience.TotalMinutes:0} minutes");
            waiting = true;
            await Task.Delay(Retry, time, cancellation);
        }
    }

    private void Append(string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.AppendAllText(log, line + "\n");
    }
}
