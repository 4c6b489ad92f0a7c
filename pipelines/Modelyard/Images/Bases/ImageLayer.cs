using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Bases;

/// <summary>A layer of an image.</summary>
/// <param name="Title">What it holds, for the image's history.</param>
/// <param name="DiffId">The digest of its archive, uncompressed.</param>
/// <param name="Blob">Opened only where the target lacks it.</param>
public sealed record ImageLayer(string Title, Digest DiffId, IBlob Blob)
{
    /// <summary>Repositories of the same registry that have it: the base's own.</summary>
    public IReadOnlyList<string> MountFrom { get; init; } = [];

    /// <summary>One of ours, which is not compressed.</summary>
    public static ImageLayer Of(string title, LayerDigest layer, Func<LayerContent> content) => new(title, layer.Digest, new LayerBlob(layer, content));

    /// <summary>One whose content is at hand.</summary>
    public static ImageLayer Of(string title, LayerDigest layer, LayerContent content) => Of(title, layer, () => content);

    /// <summary>One of ours that a repository has.</summary>
    public static ImageLayer Of(string title, LayerDigest layer, IImageRepository repository) => new(title, layer.Digest, new RepositoryBlob(repository, layer.Descriptor));
}
