using System.CommandLine;
using System.CommandLine.Parsing;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;

namespace Modelyard.Cli;

/// <summary>Command lines that say nothing that can be done.</summary>
internal static class WrongUsage
{
    /// <summary>Everything that is wrong; nothing where only help is asked for.</summary>
    public static IReadOnlyList<Diagnostic> Of(ParseResult arguments)
    {
        if (arguments.Action is { ClearsParseErrors: true }) return [];
        var verb = arguments.CommandResult.Command;
        var options = verb.Options.Select(option => option.Name).ToList();
        // The parser takes a mistyped option for a name where names are optional.
        var unknown = arguments.CommandResult.Tokens.Concat(arguments.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens))
            .Select(token => token.Value).Concat(arguments.UnmatchedTokens).Where(value => value.StartsWith("--", StringComparison.Ordinal)).Distinct().Except(Verbatim(arguments)).ToList();
        if (unknown.Count > 0) return [.. unknown.Select(option => CliCodes.BadArgument.Error(null, $"there is no option '{option}'", NearestName.Hint(option, options) ?? Advice(verb)))];

        if (verb is RootCommand && arguments.UnmatchedTokens is [var name, ..])
        {
            var verbs = verb.Subcommands.Where(known => !known.Hidden).Select(known => known.Name).ToList();
            return [CliCodes.BadArgument.Error(null, $"there is no verb '{name}'; there are {string.Join(", ", verbs)}", NearestName.Hint(name, verbs) ?? Advice(verb))];
        }

        return [.. arguments.Errors.Select(error => CliCodes.BadArgument.Error(null, Message(error), Advice(verb)))];
    }

    /// <summary>Says it, also as JSON where that was asked for, and gives the exit code.</summary>
    public static int Report(ParseResult arguments, IReadOnlyList<Diagnostic> problems)
    {
        var output = Output.ToTerminal(arguments.Tokens.Any(token => token.Value == "--json"));
        output.Problems(problems);
        if (output.IsJson) output.Json(new { errors = problems.Select(DiagnosticJson.Of) });
        return ExitCodes.WrongUsage;
    }

    // What stands after -- is another program's.
    private static IEnumerable<string> Verbatim(ParseResult arguments) =>
        arguments.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value);

    // The parser's own words name the .NET type that it wanted.
    private static string Message(ParseError error) =>
        error.SymbolResult is OptionResult { Option: { } option, Tokens: [var token, ..] } && option.ValueType != typeof(string)
            ? $"{option.Name} is '{token.Value}', expected a whole number"
            : error.Message.TrimEnd('.');

    private static string Advice(Command verb) => verb is RootCommand ? "see ./yard --help" : $"see ./yard {Path(verb)} --help";

    // A verb of a verb is called by both names.
    private static string Path(Command verb) => verb.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand ? $"{Path(above)} {verb.Name}" : verb.Name;
}
