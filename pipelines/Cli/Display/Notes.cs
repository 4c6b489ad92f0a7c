namespace Modelyard.Cli.Display;

/// <summary>Progress as notes, in the order in which it is told: <see cref="Progress{T}"/> posts to the thread pool, where lines would change places.</summary>
internal sealed class Notes(Output output) : IProgress<string>
{
    public void Report(string value) => output.Note(value);
}
