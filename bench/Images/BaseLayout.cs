using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Modelyard.Bench.Images;

/// <summary>An OCI layout with one image of one large layer that nothing compresses: a runtime's stand-in.</summary>
internal static class BaseLayout
{
    /// <summary>Writes it; gives the digest of the manifest.</summary>
    public static string Write(string folder, int megabytes)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        var archive = Path.Combine(folder, "layer.tar");
        using (var writer = new TarWriter(File.Create(archive), TarEntryFormat.Ustar))
        {
            var random = new Random(1);
            var block = new byte[1 << 20];
            foreach (var number in Enumerable.Range(0, megabytes))
            {
                random.NextBytes(block);
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"opt/runtime/{number:0000}") { DataStream = new MemoryStream(block) });
            }
        }

        var layer = Take(folder, archive);
        var configuration = Put(folder, $$$"""{"architecture":"amd64","os":"linux","config":{},"history":[{"created_by":"bench"}],"rootfs":{"type":"layers","diff_ids":["sha256:{{{layer.Digest}}}"]}}""");
        var manifest = Put(folder, $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{{configuration.Digest}}}","size":{{{configuration.Size}}}},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:{{{layer.Digest}}}","size":{{{layer.Size}}}}]}""");
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(Path.Combine(folder, "index.json"), $$$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{{{manifest.Digest}}}","size":{{{manifest.Size}}},"annotations":{"org.opencontainers.image.ref.name":"base"}}]}""");
        return $"sha256:{manifest.Digest}";
    }

    private static (string Digest, long Size) Put(string folder, string text)
    {
        var file = Path.Combine(folder, "document");
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return Take(folder, file);
    }

    private static (string Digest, long Size) Take(string folder, string file)
    {
        using var stream = File.OpenRead(file);
        var (digest, size) = (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
        File.Move(file, Path.Combine(folder, "blobs", "sha256", digest));
        return (digest, size);
    }
}
