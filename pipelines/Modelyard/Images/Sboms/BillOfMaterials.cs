using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Sboms;

/// <summary>The packages of an image as CycloneDX 1.5, attached to it as a referrer. It has no serial number and no time: the same packages are the same bytes.</summary>
public static class BillOfMaterials
{
    /// <summary>Of the document, and the artifact type of the manifest that attaches it.</summary>
    public const string MediaType = "application/vnd.cyclonedx+json";

    /// <summary>The bill of an image.</summary>
    /// <param name="name">What the image is of.</param>
    /// <param name="image">Its manifest.</param>
    public static PlannedReferrer Of(string name, Descriptor image, IReadOnlyList<InstalledPackage> packages)
    {
        var document = new MemoryBlob(MediaType, CanonicalJson.Bytes(Document(name, image.Digest, packages)));
        var manifest = new ImageManifest
        {
            ArtifactType = MediaType,
            Config = Descriptor.Empty,
            Layers = [document.Descriptor],
            Subject = image,
            Annotations = new Dictionary<string, string> { [AnnotationKeys.Title] = $"{name}.cdx.json" },
        };
        return new PlannedReferrer(ManifestContent.Of(manifest), [document, MemoryBlob.Empty]);
    }

    /// <summary>The document itself.</summary>
    internal static JsonObject Document(string name, Digest image, IReadOnlyList<InstalledPackage> packages) => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.5",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["component"] = new JsonObject { ["type"] = "container", ["bom-ref"] = image.ToString(), ["name"] = name, ["version"] = image.ToString() },
        },
        ["components"] = new JsonArray([.. packages.Distinct().Select(Component).OrderBy(component => component["bom-ref"]!.GetValue<string>(), StringComparer.Ordinal)]),
    };

    private static JsonObject Component(InstalledPackage package)
    {
        var url = PackageUrl(package);
        return new JsonObject { ["type"] = "library", ["bom-ref"] = url, ["name"] = package.Name, ["version"] = package.Version, ["purl"] = url };
    }

    // The purl specification: type/namespace/name@version?qualifiers, each part percent-encoded; pypi names are normalised.
    private static string PackageUrl(InstalledPackage package) => package.Ecosystem switch
    {
        "deb" => $"pkg:deb/debian/{Encoded(package.Name)}@{Encoded(package.Version)}?arch={package.Architecture}",
        "pypi" => $"pkg:pypi/{Encoded(package.Name.ToLowerInvariant().Replace('_', '-'))}@{Encoded(package.Version)}",
        _ => $"pkg:{package.Ecosystem}/{Encoded(package.Name)}@{Encoded(package.Version)}",
    };

    private static string Encoded(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
