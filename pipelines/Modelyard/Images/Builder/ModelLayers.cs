using Modelyard.Images.Layers;
using Modelyard.Running.Store;
using Modelyard.Versions;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Images.Builder;

/// <summary>The layers that hold a version's model: the same in a serving image, in the version's own artifact, and wherever else it lies at that place.</summary>
internal sealed class ModelLayers(YardStore store, SourceLayers sources)
{
    private const string Code = "code/";

    // The code changes with every edit, what was fitted when it is fitted otherwise: two layers, so that one does not carry the other along.
    public IEnumerable<LayerRecipe> Of(VersionManifest version, string place)
    {
        var artifact = version.Artifact.Digest;
        if (!store.Objects.Find(artifact)) throw BuilderCodes.ArtifactGone.Failure($"{version.Model}: the store does not have the artifact {artifact} of {version.Identity}", $"./yard run {version.Model}");
        var files = store.Objects.Listing(artifact)!.Files.ToLookup(file => IsCode(file.Path));
        // TensorFlow Serving has an image of its own.
        if (place != "") files = store.Objects.Listing(artifact)!.Files.Where(file => !IsSavedModel(file.Path)).ToLookup(file => IsCode(file.Path));
        if (files.Contains(false)) yield return sources.OfObject("weights", artifact, [.. files[false]], place);
        if (files.Contains(true)) yield return sources.OfObject("code of the chain", artifact, [.. files[true]], place);
    }

    /// <summary>The SavedModel of a version alone.</summary>
    /// <param name="place">Its folder, absolute.</param>
    public LayerRecipe SavedModelOf(VersionManifest version, string place)
    {
        var artifact = version.Artifact.Digest;
        return sources.OfObject("SavedModel", artifact, [.. store.Objects.Listing(artifact)!.Files.Where(file => IsSavedModel(file.Path))], place, SavedModel.Folder + "/");
    }

    private static bool IsSavedModel(string path) => path.StartsWith(SavedModel.Folder + "/", StringComparison.Ordinal);

    private static bool IsCode(string path) => path == "chain.json" || path.StartsWith(Code, StringComparison.Ordinal);
}
