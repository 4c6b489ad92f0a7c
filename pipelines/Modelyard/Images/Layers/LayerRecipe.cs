using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Images.Layers;

/// <summary>How a layer is made, without making it.</summary>
/// <param name="Title">What it holds, for the image's history: <c>weights</c>.</param>
/// <param name="Identity">
/// What its bytes depend on: digests, places, this code's own format. Two recipes of one identity are the same layer.
/// </param>
/// <param name="Content">Its entries; asked only where they are needed.</param>
public sealed record LayerRecipe(string Title, JsonObject Identity, Func<LayerContent> Content)
{
    // Raised whenever the bytes of an archive change.
    private const int Format = 1;

    /// <summary>Names the recipe.</summary>
    public Digest Key => CanonicalJson.Digest(new JsonObject { ["format"] = Format, ["layer"] = Identity.DeepClone() });
}
