using Modelyard.Diagnostics;

namespace Modelyard.Images.Requirements;

/// <summary>What can be wrong with the packages that a model has for itself.</summary>
[DiagnosticCodes]
public static class RequirementsCodes
{
    public static readonly DiagnosticCode NotFound = new(
        "YARD7031",
        "pip finds a model's requirement nowhere",
        "Correct name or version in the model's requirements.txt, or let PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf lead to an index that has it.");

    public static readonly DiagnosticCode NotInstalled = new(
        "YARD7032",
        "A model's requirement cannot be installed",
        "Read the log named in the message; most often a package has to be compiled and what that needs is not here.");

    public static readonly DiagnosticCode Clash = new(
        "YARD7033",
        "A model's requirement is another version of what its runtime has",
        "Leave the line out, or raise the version in runtime.yaml for everybody: steps and servers share the runtime's packages.");

    public static readonly DiagnosticCode NeedUnmet = new(
        "YARD7034",
        "What a model's requirement needs is not there",
        "Add a line for it: requirements.txt lists all packages, those that others need too.");

    public static readonly DiagnosticCode NoEnvironment = new(
        "YARD7035",
        "A model's virtual environment cannot be made",
        "Install pip for the Python of the runtimes (python3-pip on Debian and Ubuntu), or read the log named in the message.");

    public static readonly DiagnosticCode DebianMissing = new(
        "YARD7036",
        "A package of Debian that a model needs is not on this machine",
        "Install it with the command in the message, run with --on container, or correct the model's apt.txt.");
}
