using Modelyard.Diagnostics;

namespace Modelyard.Images.Layers;

/// <summary>What can keep a file out of a layer.</summary>
[DiagnosticCodes]
public static class LayerCodes
{
    public static readonly DiagnosticCode LinkLeadsOut = new(
        "YARD7101",
        "A symbolic link leads out of its folder",
        "Replace it by the file that it leads to, or by a relative link within the folder: in an image, what is outside is not there.");

    public static readonly DiagnosticCode SpecialFile = new(
        "YARD7102",
        "A device, pipe or socket cannot be part of an image",
        "Remove it, or keep it out of the folder that is built from.");

    public static readonly DiagnosticCode NameDoesNotTravel = new(
        "YARD7103",
        "A name cannot be part of an image",
        "Rename the file: UTF-8 without line breaks, no `..`, and no two entries of one name.");

    public static readonly DiagnosticCode Unreadable = new(
        "YARD7104",
        "A file cannot be read",
        "Let the user who builds read it, or keep it out of the folder that is built from.");

    public static readonly DiagnosticCode Changed = new(
        "YARD7105",
        "A file changed while it was put into an image",
        "Build again when nothing writes there.");
}
