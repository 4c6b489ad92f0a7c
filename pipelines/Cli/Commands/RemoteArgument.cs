using System.CommandLine;

namespace Modelyard.Cli.Commands;

/// <summary>How a git remote and its main branch are named on the command line.</summary>
internal static class RemoteArgument
{
    public static Option<string> Remote() => new("--remote") { Description = "The git remote.", DefaultValueFactory = _ => "origin", HelpName = "NAME" };

    public static Option<string> Branch() => new("--branch") { Description = "Its main branch.", DefaultValueFactory = _ => "main", HelpName = "NAME" };
}
