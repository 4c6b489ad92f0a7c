using Modelyard.Diagnostics;

namespace Modelyard.Planning;

/// <summary>What can go wrong between the working tree and a plan.</summary>
[DiagnosticCodes]
public static class PlanCodes
{
    /// <summary>The revision given is not known.</summary>
    public static readonly DiagnosticCode UnknownRevision = new(
        "YARD2001",
        "Unknown revision",
        "Name a branch, a tag or a commit that this clone has; `git fetch` brings those of the remote.");

    /// <summary>Two revisions have nothing in common, as far as the clone knows.</summary>
    public static readonly DiagnosticCode NoCommonAncestor = new(
        "YARD2002",
        "No common ancestor",
        "A shallow clone may lack it: run `git fetch --unshallow`, or set `fetch-depth: 0` where CI checks out.");

    /// <summary>The repository cannot be read.</summary>
    public static readonly DiagnosticCode UnreadableRepository = new(
        "YARD2003",
        "The git repository cannot be read",
        "Run `git status` in the folder; what it says applies here too.");

    /// <summary>A source folder holds another repository.</summary>
    public static readonly DiagnosticCode NestedRepository = new(
        "YARD2004",
        "A source folder holds a submodule or a nested repository",
        "Copy the files into the folder: the content of another repository is not covered by this one's tree ids.");

    /// <summary>Git stores a file otherwise than it lies in the working tree.</summary>
    public static readonly DiagnosticCode ConvertedFile = new(
        "YARD2005",
        "Git converts a source file",
        "A step runs the file as it lies there, so git must store it so: unset the attribute for it in .gitattributes (`-text`, `-filter`, `-ident`).");

    /// <summary>Code is reached through a symbolic link.</summary>
    public static readonly DiagnosticCode LinkedFile = new(
        "YARD2006",
        "A source folder holds a symbolic link",
        "Replace the link by a copy of what it leads to.");

    /// <summary>A file changed or vanished while it was read.</summary>
    public static readonly DiagnosticCode UnstableFile = new(
        "YARD2007",
        "A source file cannot be read",
        "Run the command again once nothing is writing to the folder; check the file's permissions.");
}
