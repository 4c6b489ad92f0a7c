namespace Modelyard.Images.Builder;

/// <summary>Labels of our images beside those of OCI; annotations of their manifests use the same keys.</summary>
public static class ImageLabels
{
    /// <summary><c>step</c>, <c>server</c>, <c>weights</c>, <c>runtime</c> or <c>app</c>.</summary>
    public const string Kind = "org.modelyard.kind";

    /// <summary>The runtime's name.</summary>
    public const string Runtime = "org.modelyard.runtime";

    /// <summary>Tree id of the code that components on the runtime share.</summary>
    public const string RuntimeTree = "org.modelyard.runtime.tree";

    /// <summary>Digest of the runtime's lock, which is in the key of every step that runs in the image.</summary>
    public const string Lock = "org.modelyard.lock";

    /// <summary>The lock itself: canonical JSON.</summary>
    public const string LockDocument = "org.modelyard.lock.document";

    /// <summary>Of a step image: the component's name.</summary>
    public const string Component = "org.modelyard.component";

    /// <summary>Of a step image: tree id of the component's folder.</summary>
    public const string ComponentTree = "org.modelyard.component.tree";

    /// <summary>Of a step image: the component's command line, with the image's own paths.</summary>
    public const string Command = "org.modelyard.command";

    /// <summary>Of a server or weights: the model.</summary>
    public const string Model = "org.modelyard.model";

    /// <summary>Of a server or weights: the version's identity.</summary>
    public const string Identity = "org.modelyard.identity";

    /// <summary>Of a server or weights: the artifact's digest.</summary>
    public const string Artifact = "org.modelyard.artifact";

    /// <summary>Of a server: <c>baked</c>, <c>volume</c> or <c>image-volume</c>.</summary>
    public const string Packaging = "org.modelyard.packaging";
}
