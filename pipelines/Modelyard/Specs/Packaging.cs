namespace Modelyard.Specs;

/// <summary>Where a version's weights are when it is served from a container: the values of <c>serving.packaging</c>.</summary>
public static class Packaging
{
    /// <summary>In the server's image, as its last layer.</summary>
    public const string Baked = "baked";

    /// <summary>In the store, mounted.</summary>
    public const string Volume = "volume";

    /// <summary>In an image of their own, mounted.</summary>
    public const string ImageVolume = "image-volume";
}
