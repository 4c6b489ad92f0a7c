using System.IO.Compression;

namespace Modelyard.Steps;

/// <summary>
/// Archives whose bytes depend on their content alone: entries sorted, stored uncompressed, all of one time. What ML.NET saves has
/// the time of its saving in every entry.
/// </summary>
internal static class CanonicalZip
{
    // The earliest that the format knows.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an archive again, canonically.</summary>
    /// <param name="archive">A whole archive, from its beginning.</param>
    public static void Write(Stream archive, string path)
    {
        using var source = new ZipArchive(archive, ZipArchiveMode.Read);
        using var target = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        // Folders exist through their files, and ML.NET names entries by Windows' backslashes on any platform.
        foreach (var entry in source.Entries.Where(entry => entry.Name.Length > 0).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var copy = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression);
            copy.LastWriteTime = Time;
            using var from = entry.Open();
            using var to = copy.Open();
            from.CopyTo(to);
        }
    }
}
