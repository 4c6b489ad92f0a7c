using Modelyard.Diagnostics;

namespace Modelyard.Content;

/// <summary>What can be wrong with the content of a folder.</summary>
[DiagnosticCodes]
public static class ContentCodes
{
    public static readonly DiagnosticCode NotCanonical = new("YARD3010", "Output holds something other than files",
        "Let the step write plain files into its output folder: no symbolic links, devices, pipes or sockets.");
}
