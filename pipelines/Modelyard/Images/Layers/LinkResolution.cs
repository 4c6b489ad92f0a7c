namespace Modelyard.Images.Layers;

/// <summary>Follows symbolic links of a folder by their texts, as the kernel would where the folder is the root of nothing.</summary>
internal static class LinkResolution
{
    private const int MostLinks = 40; // As the kernel.

    /// <summary>Why a link cannot be kept; <see langword="null"/> where it stays within. One that leads to nothing is kept.</summary>
    /// <param name="path">The link's own, relative to the folder.</param>
    /// <param name="links">Path → target of all links of the folder.</param>
    public static string? Problem(string path, IReadOnlyDictionary<string, string> links)
    {
        var place = new List<string>(path.Split('/')[..^1]);
        var ahead = new Stack<string>();
        var followed = 0;
        if (Follow(links[path]) is { } problem) return problem;
        while (ahead.TryPop(out var word))
        {
            if (word is "" or ".") continue;
            if (word == "..")
            {
                if (place.Count == 0) return "leads out of the folder";
                place.RemoveAt(place.Count - 1);
                continue;
            }

            place.Add(word);
            if (!links.TryGetValue(string.Join('/', place), out var target)) continue;
            place.RemoveAt(place.Count - 1);
            if (Follow(target) is { } further) return further;
        }

        return null;

        string? Follow(string target)
        {
            if (target.StartsWith('/')) return "is absolute, and leads elsewhere in an image";
            if (++followed > MostLinks) return "leads in a circle";
            foreach (var word in target.Split('/').Reverse()) ahead.Push(word);
            return null;
        }
    }
}
