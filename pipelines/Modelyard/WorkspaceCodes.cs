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

    public static readonly DiagnosticCode BadModelName = new("YARD9013", "A model cannot have this name",
        "A name is part of paths and addresses: lower-case letters, digits and inner hyphens.");

    public static readonly DiagnosticCode ModelExists = new("YARD9014", "There is a model of this name",
        "Choose another name, or remove the folder first.");

    public static readonly DiagnosticCode UnknownTemplate = new("YARD9015", "No such template",
        "`./yard new --help` lists the templates.");

    public static readonly DiagnosticCode UnknownOwner = new("YARD9016", "A new model's owner is no tenant",
        "Use one of the tenants that are named, or list the team under `tenants` in pipelines/environments.yaml first.");
}
