using System.Formats.Tar;
using Modelyard.Images.Oci;

namespace Modelyard.Versions.Publishing;

/// <summary>Unpacks the layers of a version. A layer of somebody else's may hold anything: only plain files below the model's place are taken.</summary>
internal static class ModelArchive
{
    /// <summary>Writes the files of a layer into a folder.</summary>
    /// <param name="place">Where the model lies in its image, without a leading slash.</param>
    /// <param name="limit">Bytes that the files may have altogether.</param>
    /// <returns>Bytes that were written.</returns>
    /// <exception cref="Diagnostics.YardException">YARD4022.</exception>
    public static async Task<long> UnpackAsync(Stream layer, string place, string folder, long limit, string what, CancellationToken cancellation)
    {
        var written = 0L;
        try
        {
            await using var archive = new TarReader(layer, leaveOpen: true);
            while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                var path = entry.Name.TrimEnd('/');
                // The folders above the model are in the archive as well.
                if (entry.EntryType == TarEntryType.Directory && (IsBelow(path, place) || IsBelow(place, path))) continue;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) throw VersionCodes.WrongArtifact.Failure($"{what} holds '{entry.Name}', which is neither a file nor a folder");
                if (!IsBelow(path, place) || path.Split('/').Any(word => word is "" or "." or "..")) throw VersionCodes.WrongArtifact.Failure($"{what} holds '{entry.Name}'; expected files below {place}/ only");
                written += entry.Length;
                if (written > limit) throw VersionCodes.WrongArtifact.Failure($"{what} holds more than the {limit} bytes of the version's artifact");
                await WriteAsync(entry, Path.Combine(folder, path[(place.Length + 1)..]), cancellation);
            }

            // A tar reader stops at the end of the archive; the digest is checked at the end of the blob.
            await layer.CopyToAsync(Stream.Null, cancellation);
            return written;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw VersionCodes.WrongArtifact.Failure($"{what} is not an archive: {unreadable.Message}");
        }
        catch (IOException full) when (full.HResult is 28 or 122)
        {
            throw OciCodes.NoSpace.Failure($"{folder}: {full.Message}");
        }
    }

    private static async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        if (entry.DataStream is { } content) await content.CopyToAsync(file, 1 << 20, cancellation);
        if ((entry.Mode & UnixFileMode.UserExecute) != 0) File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(file.SafeFileHandle) | UnixFileMode.UserExecute);
    }

    private static bool IsBelow(string path, string place) => path == place || path.StartsWith(place + "/", StringComparison.Ordinal);
}
