namespace Modelyard.Images.Runtimes;

/// <summary>A program of the host to run; no shell.</summary>
/// <param name="Program">A path, or a name to be found on the PATH.</param>
/// <param name="Arguments">As the program gets them.</param>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables that differ from ours; <see langword="null"/> takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>How long a cancelled program may take to end before it is killed; <see langword="null"/> waits as long as it takes.</summary>
    public TimeSpan? Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=+,@%".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">127 where it could not be started.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Tail">The last lines of output and errors, in the order of their arrival.</param>
public sealed record CommandResult(int ExitCode, string Output, IReadOnlyList<string> Tail)
{
    /// <summary>Exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said last, which nearly always is why it failed.</summary>
    public string LastLine => Tail.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "no message";
}

/// <summary>Runs programs of the host; a seam for what a test must not do to its machine.</summary>
public interface ICommands
{
    /// <summary>Runs one to its end, without standard input.</summary>
    /// <param name="onLine">Told every line of output and errors as it comes, one at a time.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the program has ended by then.</exception>
    Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation);
}
