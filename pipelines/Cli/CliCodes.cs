using Modelyard.Diagnostics;

namespace Modelyard.Cli;

/// <summary>What can be wrong with how the command line is used.</summary>
[DiagnosticCodes]
public static class CliCodes
{
    public static readonly DiagnosticCode NoRepository = new("YARD9001", "No repository here",
        "Run the command inside the repository, or name it with `--root DIR`.");

    public static readonly DiagnosticCode BadArgument = new("YARD9002", "An argument cannot be read",
        "See `./yard VERB --help` for its form.");

    public static readonly DiagnosticCode NotRunning = new("YARD5201", "The platform is not running here",
        "Start it with `./yard up` in another terminal.");
}
