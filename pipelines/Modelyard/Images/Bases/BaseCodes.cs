using Modelyard.Diagnostics;

namespace Modelyard.Images.Bases;

/// <summary>What can be wrong with what images stand on.</summary>
[DiagnosticCodes]
public static class BaseCodes
{
    public static readonly DiagnosticCode NoBase = new(
        "YARD7121",
        "A runtime has no base for images",
        "Name it, or the runtime that it extends, in pipelines/Runtimes/images.yaml.");

    public static readonly DiagnosticCode NotPinned = new(
        "YARD7122",
        "A base is not pinned",
        "Look its digest up (`skopeo inspect --format '{{.Digest}}' docker://IMAGE`) and write it as `digest:` beside the image: a tag may mean something else tomorrow.");

    public static readonly DiagnosticCode NotAssembled = new(
        "YARD7123",
        "A base of Debian packages could not be assembled",
        "Read the log named in the message; most often a package is not in the release, or its archive cannot be reached.");

    public static readonly DiagnosticCode AssemblerMissing = new(
        "YARD7124",
        "mmdebstrap is not on this machine",
        "Install it (`sudo apt-get install mmdebstrap`), or let the base be an image or a layout.");

    public static readonly DiagnosticCode LacksPackages = new(
        "YARD7125",
        "A base lacks packages of a runtime",
        "Let the runtime's `debian:` name packages that bring what its `import:` says, of the versions that it needs.");

    public static readonly DiagnosticCode UnknownBases = new(
        "YARD7126",
        "There is no such file of bases",
        "Write pipelines/Runtimes/images.NAME.yaml, or leave --bases out.");

    public static readonly DiagnosticCode WrongPlatform = new(
        "YARD7127",
        "A base is for another platform",
        "Pin the manifest of the platform that steps run on.");

    public static readonly DiagnosticCode NoDotnet = new(
        "YARD7128",
        "The .NET that images need is not on this machine",
        "Install the .NET 10 SDK with its shared frameworks, or stand on an image that brings .NET.");

    public static readonly DiagnosticCode NothingToInstallFrom = new(
        "YARD7129",
        "A runtime's packages cannot be put onto this base",
        "Let the base be `debian:`, or one that has them, built from here and named by `layout:`.");

    public static readonly DiagnosticCode LockUnreadable = new(
        "YARD7130",
        "The lock of a base's Debian packages cannot be read",
        "Write `name=version`, one a line, or let `yard build --update-locks` write it.");

    public static readonly DiagnosticCode LockNotHeld = new(
        "YARD7131",
        "A base cannot be assembled in the versions of its lock",
        "Take today's versions into the lock with `yard build --update-locks`, or let apt's sources name an archive that still has the locked ones, such as a snapshot.");

    public static readonly DiagnosticCode NotResolved = new(
        "YARD7132",
        "apt cannot say which versions a base would get",
        "Read the log named in the message; most often a package is not in the release, or its archive cannot be reached.");
}
