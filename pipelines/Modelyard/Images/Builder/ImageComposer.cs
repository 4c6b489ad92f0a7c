using Modelyard.Images.Bases;
using Modelyard.Images.Oci;
using Modelyard.Images.Sboms;
using Modelyard.Running.Keys;

namespace Modelyard.Images.Builder;

/// <summary>Makes a manifest and its configuration of layers. Neither holds a time, a host or a path of one: equal parts are equal digests.</summary>
internal static class ImageComposer
{
    /// <param name="name">What the image is of.</param>
    /// <param name="labels">Of the configuration, and annotations of the manifest but for long ones.</param>
    public static PlannedImage Compose(
        string kind, string name, IReadOnlyList<ImageLayer> layers, ContainerSettings settings, IReadOnlyDictionary<string, string> labels, IReadOnlyList<InstalledPackage> packages)
    {
        var platform = StepKey.Platform.Split('/');
        var all = new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal) { [ImageLabels.Kind] = kind, [AnnotationKeys.Title] = name };
        var configuration = new MemoryBlob(MediaTypes.ImageConfiguration, OciJson.Bytes(new ImageConfiguration
        {
            Architecture = platform[1],
            Os = platform[0],
            Config = settings with { Labels = all },
            RootFileSystem = new RootFileSystem([.. layers.Select(layer => layer.DiffId)]),
            History = [.. layers.Select(layer => new HistoryEntry { CreatedBy = $"yard build: {layer.Title}" })],
        }));
        var manifest = ManifestContent.Of(new ImageManifest
        {
            Config = configuration.Descriptor,
            Layers = [.. layers.Select(layer => layer.Blob.Descriptor)],
            Annotations = all.Where(label => label.Key != ImageLabels.LockDocument).ToDictionary(),
        });
        var bill = packages.Count == 0 ? [] : (IReadOnlyList<PlannedReferrer>)[BillOfMaterials.Of(name, manifest.Descriptor, packages)];
        return new PlannedImage(kind, name, layers, configuration, manifest, bill);
    }
}
