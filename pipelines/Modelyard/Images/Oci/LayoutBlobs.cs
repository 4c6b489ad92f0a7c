using Modelyard.Content;

namespace Modelyard.Images.Oci;

/// <summary><c>blobs/sha256/&lt;hex&gt;</c> of a layout: written aside, checked, made durable, renamed.</summary>
internal sealed class LayoutBlobs(string folder, LayoutIndex index)
{
    private readonly string _folder = Path.Combine(folder, "blobs", "sha256");
    private int _swept;

    public string PathOf(Digest digest) => Path.Combine(_folder, digest.Hex);

    public bool Has(Descriptor blob) => new FileInfo(PathOf(blob.Digest)) is { Exists: true } file && file.Length == blob.Size;

    public async Task WriteAsync(Descriptor blob, Stream content, string place, CancellationToken cancellation)
    {
        var aside = Path.Combine(_folder, $".{blob.Digest.Hex}.{Guid.NewGuid():N}");
        try
        {
            await using (var file = Create(aside))
            await using (var verified = new VerifiedStream(content, blob, place))
            {
                await verified.CopyToAsync(file, 1 << 20, cancellation);
                file.Flush(flushToDisk: true);
                File.Move(aside, PathOf(blob.Digest), overwrite: true);
            }

            DurableFile.SyncFolder(_folder);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    // What is written aside is locked by who writes it for as long as it has that name; what nobody holds was left by a killed process.
    private FileStream Create(string aside)
    {
        Directory.CreateDirectory(_folder);
        using var alone = index.Lock();
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            foreach (var left in Directory.EnumerateFiles(_folder, ".*")) RemoveAbandoned(left);
        }

        return new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }

    private static void RemoveAbandoned(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Somebody writes it, or another user's it is.
        }
    }
}
