using Modelyard.Diagnostics;

namespace Modelyard.Images.Oci;

/// <summary>What can be wrong with images and the places that hold them.</summary>
[DiagnosticCodes]
public static class OciCodes
{
    public static readonly DiagnosticCode WrongContent = new("YARD8001", "Content is not what its digest says",
        "Something changed it on disk or on its way. Remove the damaged blob that is named, or push the image again from where it is whole.");

    public static readonly DiagnosticCode NoBlob = new("YARD8002", "A blob is missing",
        "Push the image again from a place that has it whole.");

    public static readonly DiagnosticCode NoManifest = new("YARD8003", "No such image",
        "Use one of the tags that are named, or a digest.");

    public static readonly DiagnosticCode BadDocument = new("YARD8004", "A manifest, index or configuration cannot be read",
        "It does not follow the OCI image specification; make it again with the tool that wrote it.");

    public static readonly DiagnosticCode TagTaken = new("YARD8005", "A tag names other content",
        "Tags never move: what was pushed stays what it was. Choose another tag, or the content that the tag has.");

    public static readonly DiagnosticCode NotALayout = new("YARD8006", "A folder is not an OCI image layout",
        "Name a new or empty folder, or one that holds oci-layout and index.json.");

    public static readonly DiagnosticCode NoSpace = new("YARD8007", "No space left on the disk",
        "Free space on the volume that is named (`./yard gc` frees the store's), then repeat the command; nothing was left half written.");

    public static readonly DiagnosticCode NotATag = new("YARD8008", "Text is not a tag",
        "A tag is letters, digits, `.`, `_` and `-`, at most 128, and does not begin with `.` or `-`.");

    public static readonly DiagnosticCode LayoutFailed = new("YARD8009", "An image layout cannot be read or written",
        "Give the user who runs yard the right to read and write there, or choose another folder.");
}
