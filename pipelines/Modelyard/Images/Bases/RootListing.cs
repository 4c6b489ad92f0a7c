using System.Globalization;
using System.Text;
using System.Text.Json;
using Modelyard.Content;
using Modelyard.Images.Layers;

namespace Modelyard.Images.Bases;

/// <summary>A root without its contents, kept so that a later layer can be told from it: one JSON list a line.</summary>
internal static class RootListing
{
    public static void Write(string file, IReadOnlyList<RootEntry> root)
    {
        var text = new StringBuilder();
        foreach (var (entry, digest) in root)
        {
            text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(Fields(entry, digest))}\n");
        }

        DurableFile.Write(file, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>What was written; entries whose content cannot be read any more.</summary>
    public static IReadOnlyList<RootEntry> Read(string file) => [.. File.ReadLines(file).Select(line => Entry(JsonSerializer.Deserialize<string[]>(line)!))];

    private static string[] Fields(LayerEntry entry, Digest? digest) =>
    [
        entry.Path, entry.Kind.ToString(), Text(entry.Mode), Text(entry.User), Text(entry.Group), Text(entry.Modified), entry.Target, digest?.ToString() ?? "",
    ];

    private static RootEntry Entry(string[] fields)
    {
        var entry = new LayerEntry(fields[0], Enum.Parse<EntryKind>(fields[1]), Number(fields[2]))
        {
            User = Number(fields[3]),
            Group = Number(fields[4]),
            Modified = long.Parse(fields[5], CultureInfo.InvariantCulture),
            Target = fields[6],
        };
        return new RootEntry(entry, Digest.TryParse(fields[7], out var digest) ? digest : null);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
