using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Modelyard.Cli.Commands;

namespace Modelyard.Cli;

/// <summary>The usual help, then command lines to copy and what exit codes mean.</summary>
internal sealed class TeachingHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is YardCommand verb)
        {
            Console.WriteLine("Examples:");
            foreach (var example in verb.Examples) Console.WriteLine($"  ./{example}");
            Console.WriteLine();
        }

        Console.WriteLine("Exit codes: 0 done, 1 failed, 2 wrong usage, 3 invalid spec, 4 gate not passed, 130 interrupted.");
        return result;
    }
}
