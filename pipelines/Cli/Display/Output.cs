using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Running.Store;
using Spectre.Console;

namespace Modelyard.Cli.Display;

/// <summary>
/// Where a verb's words go: its answer to standard output (one JSON document with <c>--json</c>), progress and problems to
/// standard error.
/// </summary>
internal sealed class Output
{
    private readonly TextWriter _answers;

    public Output(bool json, TextWriter answers, TextWriter progress)
    {
        IsJson = json;
        _answers = answers;
        Answer = Console(answers);
        Progress = Console(progress);
    }

    /// <summary>Whether the answer is a JSON document.</summary>
    public bool IsJson { get; }

    /// <summary>For tables and lines that are the answer. Never written to with <c>--json</c>.</summary>
    public IAnsiConsole Answer { get; }

    /// <summary>For what happens on the way.</summary>
    public IAnsiConsole Progress { get; }

    public static Output ToTerminal(bool json) => new(json, System.Console.Out, System.Console.Error);

    /// <summary>Writes the answer as JSON.</summary>
    public void Json(object document) => _answers.WriteLine(JsonSerializer.Serialize(document, StoreJson.Options));

    /// <summary>A plain line of the answer.</summary>
    public void Line(string text = "") => _answers.WriteLine(text);

    /// <summary>Text of the answer as it is, its own line ends and all.</summary>
    public void Text(string text) => _answers.Write(text);

    /// <summary>A plain line of progress.</summary>
    public void Note(string text) => Progress.WriteLine(text);

    /// <summary>Problems, one after the other, the way compilers print them.</summary>
    public void Problems(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            var style = diagnostic.Severity == Severity.Error ? "red" : "yellow";
            var text = Markup.Escape(diagnostic.ToString());
            var word = diagnostic.Severity == Severity.Error ? "error " : "warning ";
            Progress.MarkupLine(text.Replace(word + diagnostic.Code.Id, $"[{style}]{word}{diagnostic.Code.Id}[/]", StringComparison.Ordinal));
        }
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // A file or a pipe has no width; lines are then as long as they are.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = short.MaxValue;
        return console;
    }
}
