using Modelyard.Diagnostics;

namespace Modelyard.Images.Runtimes;

/// <summary>What can be wrong with the runtimes of this machine.</summary>
[DiagnosticCodes]
public static class RuntimeCodes
{
    public static readonly DiagnosticCode PackagesMissing = new(
        "YARD7001",
        "Python packages are missing and could not be installed",
        "Install them with one of the two command lines in the message, or name a Python that has them in YARD_PYTHON.");

    public static readonly DiagnosticCode AptFailed = new(
        "YARD7002",
        "apt-get failed",
        "Read the log named in the message; most often the package lists cannot be fetched or a package is not in this release of the distribution.");

    public static readonly DiagnosticCode VirtualEnvironmentFailed = new(
        "YARD7003",
        "The virtual environment could not be made or filled",
        "Read the log named in the message; most often the module venv is not installed or the package index cannot be reached.");

    public static readonly DiagnosticCode DataMissing = new(
        "YARD7004",
        "Data that a source reads is not on this machine",
        "Install the package named in the message, or put its file in the place named.");

    public static readonly DiagnosticCode BlasNotPinned = new(
        "YARD7005",
        "NumPy's BLAS is not OpenBLAS, so its kernel cannot be pinned",
        "Results stay reproducible on this machine only. Install libopenblas0-pthread and choose it for libblas.so.3 and liblapack.so.3 with update-alternatives.");

    public static readonly DiagnosticCode KernelNotHonoured = new(
        "YARD7006",
        "This processor cannot run the pinned BLAS kernel",
        "Steps run here are cached under keys of their own, and share nothing with machines that can.");

    public static readonly DiagnosticCode PreferredPythonRefused = new(
        "YARD7007",
        "YARD_PYTHON names a Python that lacks packages",
        "Install the packages named in the message into it, or unset YARD_PYTHON.");

    public static readonly DiagnosticCode LibraryUnknown = new(
        "YARD7008",
        "A runtime names a native library that cannot be locked",
        "Name openblas, or leave the library out of runtime.yaml.");

    public static readonly DiagnosticCode StoreNotWritable = new(
        "YARD7009",
        "The store cannot be written to",
        "Give the user who runs yard the right to write there, or choose another place with --store.");

    public static readonly DiagnosticCode SdkMissing = new(
        "YARD7010",
        "The .NET SDK is missing",
        "Install the .NET 10 SDK; `./yard` without a build says how on each system.");

    public static readonly DiagnosticCode PackagesNotRestored = new(
        "YARD7011",
        "The packages of a runtime on .NET cannot be restored",
        "Correct the versions in the runtime's Packages.props, or let the machine's NuGet settings name a feed that has them.");

    public static readonly DiagnosticCode DoesNotCompile = new(
        "YARD7012",
        "A component in C# does not compile",
        "Correct the lines that are named; `dotnet build` in the component's folder shows the same.");

    public static readonly DiagnosticCode PackagesBeyondRuntime = new(
        "YARD7013",
        "A component in C# asks for packages beyond its runtime's",
        "Move the package into the runtime's Packages.props: what is not in the runtime's lock would change results without changing a key.");
}
