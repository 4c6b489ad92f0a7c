using System.Text.Json;
using Modelyard.Content;

namespace Modelyard.Images.Layers;

/// <summary>
/// The digests of layers by what they are made of, so that a layer whose content has a name already is not read to know its own:
/// <c>layers/&lt;digest of the recipe&gt;.json</c>. Losing a record costs a reading.
/// </summary>
public sealed class LayerRecords(string root)
{
    /// <summary>What a layer of this recipe is called; <see langword="null"/> where that is not known.</summary>
    public LayerDigest? Find(Digest recipe)
    {
        try
        {
            return JsonSerializer.Deserialize<LayerDigest>(File.ReadAllBytes(PathOf(recipe)), JsonSerializerOptions.Web);
        }
        catch (Exception missing) when (missing is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers a layer.</summary>
    public void Keep(Digest recipe, LayerDigest layer) => DurableFile.Write(PathOf(recipe), JsonSerializer.SerializeToUtf8Bytes(layer, JsonSerializerOptions.Web));

    private string PathOf(Digest recipe) => Path.Combine(root, recipe.Hex + ".json");
}
