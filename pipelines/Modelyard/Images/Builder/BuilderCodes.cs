using Modelyard.Diagnostics;

namespace Modelyard.Images.Builder;

/// <summary>What can keep an image from being built.</summary>
[DiagnosticCodes]
public static class BuilderCodes
{
    public static readonly DiagnosticCode RunnerNotPublished = new(
        "YARD7141",
        "The StepRunner of images could not be compiled",
        "Read the log named in the message; it is compiled ahead of time, which needs gcc or clang, zlib's headers and a feed that has the compiler.");

    public static readonly DiagnosticCode ArtifactGone = new(
        "YARD7142",
        "The artifact of a version is not in the store",
        "Run the model again: the same inputs make the same version.");

    public static readonly DiagnosticCode OtherPython = new(
        "YARD7143",
        "A model's packages were installed for another Python than its image has",
        "Let YARD_PYTHON name a Python of the version that the message names, and run again.");
}
