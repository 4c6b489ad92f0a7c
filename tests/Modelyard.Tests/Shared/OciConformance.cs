using System.Security.Cryptography;
using Modelyard.Images.Oci;

namespace Modelyard.Tests.Shared;

/// <summary>What the OCI image specification 1.1 asks of a layout on disk and of every manifest in it, and what we ask beyond: no time in any of our images.</summary>
internal static class OciConformance
{
    /// <summary>Looks at every blob that the index leads to.</summary>
    /// <returns>What the index lists.</returns>
    public static IReadOnlyList<Descriptor> AssertConforms(OciLayout layout)
    {
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(Path.Combine(layout.Path, "oci-layout")));
        var index = OciJson.Index(File.ReadAllBytes(Path.Combine(layout.Path, "index.json")), "the index");
        Assert.Equal((2, MediaTypes.ImageIndex), (index.SchemaVersion, index.MediaType));
        foreach (var listed in index.Manifests)
        {
            var manifest = OciJson.Manifest(File.ReadAllBytes(layout.PathOf(listed.Digest)), "a manifest");
            Assert.Equal((2, MediaTypes.ImageManifest), (manifest.SchemaVersion, manifest.MediaType));
            foreach (var blob in manifest.Layers.Append(manifest.Config).Append(listed)) AssertIsSaid(layout, blob);
            if (manifest.Subject is { } subject) Assert.Contains(index.Manifests, other => other.IsSameContent(subject));
            if (manifest.Config.MediaType == MediaTypes.ImageConfiguration) AssertConfiguration(layout, manifest);
        }

        return index.Manifests;
    }

    private static void AssertConfiguration(OciLayout layout, ImageManifest manifest)
    {
        var configuration = OciJson.Configuration(File.ReadAllBytes(layout.PathOf(manifest.Config.Digest)), "a configuration");
        Assert.Equal(("linux", "layers"), (configuration.Os, configuration.RootFileSystem.Type));
        Assert.Equal(manifest.Layers.Select(layer => layer.Digest), configuration.RootFileSystem.DiffIds);
        Assert.Equal(manifest.Layers.Count, configuration.History!.Count(entry => entry.EmptyLayer != true));
        Assert.Null(configuration.Created);
    }

    private static void AssertIsSaid(OciLayout layout, Descriptor blob)
    {
        using var file = File.OpenRead(layout.PathOf(blob.Digest));
        Assert.Equal(blob.Size, file.Length);
        Assert.Equal(blob.Digest.Hex, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
