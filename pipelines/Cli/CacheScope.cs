using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Planning;

namespace Modelyard.Cli;

/// <summary><c>--scope NAME [--since REF]</c> of those that share entries: which part of a cache they go to.</summary>
internal sealed class CacheScope
{
    private readonly Option<string?> _scope;
    private readonly Option<string?> _since;

    /// <param name="sends">What is sent, for the help.</param>
    public CacheScope(string sends)
    {
        _scope = new("--scope") { Description = $"{sends} into a part that only those read who name it: pr-12.", HelpName = "NAME" };
        _since = new("--since") { Description = "With --scope: into it only where the platform's own code differs from this revision, for what such code made nobody else should count on; else for all.", HelpName = "REF" };
    }

    public IEnumerable<Option> Options => [_scope, _since];

    /// <summary>Whether any of it was given.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_scope) is not null || arguments.GetValue(_since) is not null;

    /// <summary>The scope; <see langword="null"/> for the part that is everybody's.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD9002.</exception>
    public string? Of(ParseResult arguments, Workspace workspace, Output output)
    {
        var scope = arguments.GetValue(_scope);
        if (arguments.GetValue(_since) is { } since)
        {
            if (scope is null) throw CliCodes.BadArgument.Failure("--since says when --scope applies; expected both, or none");
            var platform = PlatformChanges.In(workspace.History.Since(since));
            if (platform.Count == 0) scope = null;
            else output.Note($"{platform.Count} files of the platform differ from {since} ({platform[0]}…): entries stay in the scope '{scope}'");
        }

        if (scope is not null && scope.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')) throw CliCodes.BadArgument.Failure($"--scope is '{scope}'; expected lower-case letters, digits and hyphens");
        return scope;
    }
}
