using Modelyard.Diagnostics;

namespace Modelyard;

/// <summary>What can be wrong with the names that a command is given.</summary>
[DiagnosticCodes]
public static class WorkspaceCodes
{
    public static readonly DiagnosticCode UnknownModel = new("YARD9011", "No such model",
        "Name a folder of models/; `./yard validate` lists what is wrong with it.");

    public static readonly DiagnosticCode UnknownComponent = new("YARD9012", "No such component",
        "List what there is with `./yard components`.");
}
