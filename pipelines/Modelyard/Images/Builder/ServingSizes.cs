namespace Modelyard.Images.Builder;

/// <summary>What a layer weighs.</summary>
/// <param name="Title">What it holds, as in the image's history.</param>
/// <param name="Bytes">As a registry stores it and a node pulls it.</param>
public sealed record LayerSize(string Title, long Bytes);

/// <summary>What a node needs to serve a version, by layers.</summary>
/// <param name="RuntimeName">What the image stands on.</param>
/// <param name="Runtime">The runtime's layers, which all of its images share; <see langword="null"/> where it was not built on this machine.</param>
/// <param name="Server">What the version's server has over the runtime, but for the model.</param>
/// <param name="Model">The model's layers: in the server's image where that is baked, else in an image of their own or as files of the store.</param>
public sealed record ServingSizes(string RuntimeName, IReadOnlyList<LayerSize>? Runtime, IReadOnlyList<LayerSize> Server, IReadOnlyList<LayerSize> Model)
{
    /// <summary>Bytes that every way of packaging pulls.</summary>
    public long ServerBytes => Server.Sum(layer => layer.Bytes);

    /// <summary>Bytes of the model.</summary>
    public long ModelBytes => Model.Sum(layer => layer.Bytes);
}
