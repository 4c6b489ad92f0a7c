using System.Formats.Tar;
using System.Text;
using Modelyard.Cluster.Tests.Shared;
using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;

namespace Modelyard.Cluster.Tests.Deploying;

/// <summary>Images of a server that is a shell script on busybox: it is well, and answers every request with the name of its version. Pushed to the tests' registry.</summary>
internal static class PlainServers
{
    private const string Serve = """
        #!/bin/sh
        trap 'kill $!; exit 0' TERM
        nc -ll -p 8080 -e /answer.sh &
        wait

        """;

    // The variant is in the settings that are mounted; a body is read to its end before it is answered.
    private const string Answer = """
        #!/bin/sh
        length=0
        while read -r line; do
          line=$(printf %s "$line" | tr -d '\r')
          [ -n "$line" ] || break
          case $line in [Cc]ontent-[Ll]ength:*) length=${line#*: } ;; esac
        done
        [ "$length" = 0 ] || head -c "$length" > /dev/null
        version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' /yard/serve.json)
        printf 'HTTP/1.1 200 OK\r\nconnection: close\r\nx-yard-version: %s\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"predictions":[{}]}' "$version"

        """;

    /// <summary>The image, by digest, as kubelets write it.</summary>
    public static async Task<string> PushAsync(CancellationToken cancellation)
    {
        var registry = ClusterUnderTest.Registry!;
        var options = new RegistryOptions { Credentials = DockerCredentials.OfEnvironment() };
        using var busybox = new RegistryRepository(ImageReference.Parse($"http://{registry}/busybox"), options);
        using var target = new RegistryRepository(ImageReference.Parse($"http://{registry}/yard-tests/plain-server"), options);
        var below = (await busybox.FindManifestAsync("1.35", cancellation))!;
        await new ImagePush(busybox, target).PushAsync("1.35", null, cancellation);

        await using var content = await busybox.OpenBlobAsync(below.AsManifest().Config, cancellation);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, cancellation);
        var configuration = OciJson.Configuration(read.ToArray(), "busybox");
        var layer = new MemoryBlob(MediaTypes.Layer, Layer());
        var changed = new MemoryBlob(MediaTypes.ImageConfiguration, OciJson.Bytes(configuration with
        {
            Config = new ContainerSettings { User = "65532:65532", Entrypoint = ["/serve.sh"] },
            RootFileSystem = new RootFileSystem([.. configuration.RootFileSystem.DiffIds, layer.Descriptor.Digest]),
            History = [],
        }));
        foreach (var blob in new[] { layer, changed }) await target.PushBlobAsync(blob, [], cancellation);
        var manifest = ManifestContent.Of(new ImageManifest { Config = changed.Descriptor, Layers = [.. below.AsManifest().Layers, layer.Descriptor] });
        await target.PushManifestAsync(manifest, null, cancellation);
        return $"{registry}/yard-tests/plain-server@{manifest.Digest}";
    }

    private static byte[] Layer()
    {
        using var bytes = new MemoryStream();
        using (var archive = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, text) in new[] { ("answer.sh", Answer), ("serve.sh", Serve) })
            {
                archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
                    DataStream = new MemoryStream(Encoding.ASCII.GetBytes(text)),
                });
            }
        }

        return bytes.ToArray();
    }

    public static Digest Identity(string version) => Digest.Of(Encoding.UTF8.GetBytes(version));
}
