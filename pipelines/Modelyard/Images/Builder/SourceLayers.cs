using System.Text;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;
using Modelyard.Planning;
using Modelyard.Running.Store;

namespace Modelyard.Images.Builder;

/// <summary>Recipes of what the store or the repository has a name for already, so that nothing is read to know whether it changed.</summary>
internal sealed class SourceLayers(YardStore store, ISourceTrees trees, string repositoryRoot)
{
    /// <summary>The copy of a source folder.</summary>
    /// <param name="title">What it holds.</param>
    /// <param name="treeId">Of a copy that is there.</param>
    /// <param name="place">Absolute path in the image.</param>
    public LayerRecipe OfCode(string title, string treeId, string place) => new(
        title,
        new JsonObject { ["code"] = treeId, ["place"] = place },
        () => new LayerContent(FolderEntries.Of(store.Code.PathOf(treeId), ImagePlaces.InLayer(place), title)));

    /// <summary>A source folder of the repository, as it is now.</summary>
    /// <param name="folder">Relative to the root.</param>
    public LayerRecipe OfSource(string title, string folder, string place) => OfCode(title, store.Code.Take(trees, repositoryRoot, folder), place);

    /// <summary>Files of one of the store's objects, named by what they are: another object with the same files is the same layer, and not read.</summary>
    /// <param name="files">Of the object's listing.</param>
    /// <param name="above">What the place stands in for at the beginning of their paths.</param>
    public LayerRecipe OfObject(string title, Digest tree, IReadOnlyList<ContentFile> files, string place, string above = "") => new(
        title,
        new JsonObject { ["files"] = Digest.Of(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{file}\n")))).ToString(), ["place"] = place },
        () => new LayerContent(files.Select(file =>
            LayerEntry.File(Below(place, file.Path[above.Length..]), file.Executable, EntryContent.Of(Path.Combine(store.Objects.PathOf(tree), file.Path), file.Size)))));

    /// <summary>All of one of the store's objects.</summary>
    public LayerRecipe OfObject(string title, Digest tree, string place) => OfObject(title, tree, store.Objects.Listing(tree)!.Files, place);

    /// <summary>A folder of this machine that nobody named: what its files' stamps say is remembered.</summary>
    /// <param name="folder">Absolute.</param>
    public static LayerRecipe OfFolder(string title, string folder, string place) => new(
        title,
        new JsonObject
        {
            ["place"] = place,
            ["files"] = new JsonObject(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => KeyValuePair.Create(Path.GetRelativePath(folder, file), (JsonNode?)FileStamp.Of(file)))),
        },
        () => new LayerContent(FolderEntries.Of(folder, ImagePlaces.InLayer(place), title)));

    /// <summary>One small file.</summary>
    public static LayerRecipe OfDocument(string title, byte[] content, string place) => new(
        title,
        new JsonObject { ["content"] = Digest.Of(content).ToString(), ["place"] = place },
        () => new LayerContent([LayerEntry.File(ImagePlaces.InLayer(place), executable: false, EntryContent.Of(content))]));

    // An empty place is the image's root: a volume of weights has nothing above them.
    private static string Below(string place, string path) => place == "" ? path : $"{ImagePlaces.InLayer(place)}/{path}";
}
