using System.Text.Json.Nodes;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Folders;

/// <summary>The files of a folder as a layer, without what a machine or an editor left there.</summary>
internal static class FolderFiles
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal) { "__pycache__" };

    /// <param name="folder">Absolute.</param>
    /// <param name="place">Absolute path in the image.</param>
    /// <param name="told">What messages call the folder.</param>
    public static LayerRecipe Recipe(string title, string folder, string place, string told)
    {
        // Looked at now, so that what cannot be part of an image is told whatever is remembered.
        var entries = FolderEntries.Of(folder, "", told).Where(entry => IsTaken(entry.Path)).ToList();
        var identity = new JsonObject(entries.OrderBy(entry => entry.Path, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(
            entry.Path, (JsonNode?)(entry.Kind == EntryKind.File ? $"{Convert.ToString(entry.Mode, 8)} {FileStamp.Of(Path.Combine(folder, entry.Path))}" : $"{entry.Kind} {entry.Target}"))));
        return new LayerRecipe(
            title,
            new JsonObject { ["place"] = place, ["entries"] = identity },
            () => new LayerContent(entries.Select(entry => entry with { Path = $"{place[1..]}/{entry.Path}" })));
    }

    // Hidden files are of tools: .git, .venv, .vscode.
    private static bool IsTaken(string path) => !path.Split('/').Any(word => word.StartsWith('.') || LeftOut.Contains(word));
}
