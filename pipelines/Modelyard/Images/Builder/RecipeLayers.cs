using Modelyard.Images.Bases;
using Modelyard.Images.Layers;

namespace Modelyard.Images.Builder;

/// <summary>Layers by their recipes: read once to know their digest, and again only where a target lacks them.</summary>
internal static class RecipeLayers
{
    /// <summary>What a layer weighs, which is known before anything of it is read.</summary>
    public static LayerSize SizeOf(LayerRecipe recipe, LayerRecords records)
    {
        if (records.Find(recipe.Key) is { } known) return new LayerSize(recipe.Title, known.Size);
        using var archive = recipe.Content().Open();
        return new LayerSize(recipe.Title, archive.Length);
    }

    public static ImageLayer Layer(LayerRecipe recipe, LayerRecords records, CancellationToken cancellation)
    {
        if (records.Find(recipe.Key) is { } known) return ImageLayer.Of(recipe.Title, known, recipe.Content);
        var content = recipe.Content();
        var layer = content.Describe(cancellation);
        records.Keep(recipe.Key, layer);
        return ImageLayer.Of(recipe.Title, layer, () => content);
    }
}
