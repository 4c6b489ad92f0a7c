using Modelyard.Images.Oci;

namespace Modelyard.Images.Layers;

/// <summary>A layer whose digest is known, read from what it is made of each time that its bytes are wanted.</summary>
public sealed class LayerBlob(LayerDigest layer, Func<LayerContent> content) : IBlob
{
    /// <summary>One whose content is at hand.</summary>
    public LayerBlob(LayerDigest layer, LayerContent content)
        : this(layer, () => content)
    {
    }

    /// <inheritdoc/>
    public Descriptor Descriptor => layer.Descriptor;

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CancellationToken cancellation) => Task.FromResult(content().Open());
}
