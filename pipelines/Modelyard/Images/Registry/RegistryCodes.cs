using Modelyard.Diagnostics;

namespace Modelyard.Images.Registry;

/// <summary>What can go wrong between us and a registry.</summary>
[DiagnosticCodes]
public static class RegistryCodes
{
    public static readonly DiagnosticCode NotAReference = new("YARD8021", "Text is not the reference of an image",
        "Write host[:port]/path[:tag][@sha256:…], such as registry.example/modelyard/item-photo:v3; or oci:FOLDER for a layout on disk.");

    public static readonly DiagnosticCode LoginNeeded = new("YARD8022", "A registry wants a login, or refuses the one it got",
        "Log in with `docker login`, `podman login` or `skopeo login`, or name a file of credentials in REGISTRY_AUTH_FILE.");

    public static readonly DiagnosticCode Forbidden = new("YARD8023", "A registry does not let this user do that",
        "Ask who runs the registry for the right to do it, or log in as somebody who has it.");

    public static readonly DiagnosticCode NoRepository = new("YARD8024", "A registry does not have what was asked for",
        "Check the path; some registries want a repository to be made before the first push.");

    public static readonly DiagnosticCode GaveUp = new("YARD8025", "A registry keeps failing",
        "It is overloaded or broken; try again later, or read its log. What was pushed so far is kept and not sent again; no tag was set.");

    public static readonly DiagnosticCode Unreachable = new("YARD8026", "A registry cannot be reached",
        "Check host and port, and that the registry runs.");

    public static readonly DiagnosticCode TlsRefused = new("YARD8027", "A registry's certificate is not trusted, or it does not speak TLS",
        "Name the authority that signed it in SSL_CERT_FILE or SSL_CERT_DIR; for a registry without TLS write http:// before the host.");

    public static readonly DiagnosticCode Refused = new("YARD8028", "A registry refuses, or answers otherwise than the distribution specification says",
        "Read what the registry says in the message; a proxy in between may have answered in its place.");

    public static readonly DiagnosticCode BadCredentials = new("YARD8029", "A file of credentials cannot be read",
        "Mend the file that is named, or log in again: `docker login` writes it anew.");

    public static readonly DiagnosticCode HelperFailed = new("YARD8030", "A credential helper failed",
        "Run the command that is named by hand; or take the helper out of the file that names it.");
}
