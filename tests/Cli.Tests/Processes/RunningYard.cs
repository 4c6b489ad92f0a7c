using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Modelyard.Tests.Processes;

/// <summary><c>./yard</c> while it runs: <c>up</c>, or a long <c>run</c>. Killed when disposed, if it still runs.</summary>
public sealed class RunningYard : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private RunningYard(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary><c>./yard</c> becomes the program itself, so this is the program's process.</summary>
    public int Id => _process.Id;

    /// <summary>Everything said so far, on both outputs.</summary>
    public string Said
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <param name="settings">Variables of its environment.</param>
    public static RunningYard Start(string folder, IEnumerable<string> arguments, string? program = null, IReadOnlyDictionary<string, string>? settings = null) => new(YardProgram.Start(folder, arguments, program, settings));

    /// <summary>Waits until what was said matches.</summary>
    /// <param name="after">How much of <see cref="Said"/> is old.</param>
    /// <exception cref="TimeoutException">It never did; the message holds all that was said.</exception>
    public async Task<Match> SaysAsync(string pattern, int after = 0)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var ended = _process.HasExited;
            var said = Said;
            if (Regex.Match(said[Math.Min(after, said.Length)..], pattern, RegexOptions.Multiline) is { Success: true } match) return match;
            if (ended || TimeProvider.System.GetElapsedTime(since) > Longest) throw new TimeoutException($"waited for /{pattern}/; {(ended ? "it ended" : "it still runs")} and said:\n{said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The address that <c>up</c> says its gateway has, once everything is live.</summary>
    public async Task<Uri> LiveAsync()
    {
        // The two are said on different outputs, so either may be read first.
        await SaysAsync("^Ctrl-C stops everything");
        return new Uri((await SaysAsync("^gateway (?<address>http://[0-9.:]+)$")).Groups["address"].Value);
    }

    /// <param name="name">As kill(1) has it: <c>TERM</c>.</param>
    public void Signal(string name) => Signals.Send(Id, name);

    /// <summary>Waits for the end.</summary>
    public async Task<int> EndedAsync(TimeSpan within)
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(within, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"it still runs after {within.TotalSeconds:0} s and said:\n{Said}");
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
    }
}
