using System.Formats.Tar;
using Modelyard.Images.Oci;
using Modelyard.Running.Containers;
using Modelyard.Running.Graph;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Containers;

/// <summary>
/// The smallest image that steps can run in: links to <c>/usr</c>, which is mounted from this machine. So its Python is the one that processes have, and a
/// real engine starts it in no time.
/// </summary>
internal sealed class HostImage : IStepImages
{
    private readonly ContainerImage _image;

    private HostImage(ContainerImage image) => _image = image;

    public Task<ContainerImage> OfAsync(StepNode node, CancellationToken cancellation) => Task.FromResult(_image);

    public static async Task<HostImage> CreateAsync(string folder, CancellationToken cancellation)
    {
        const string tag = "host";
        var layer = new MemoryBlob(MediaTypes.Layer, Archive());
        var configuration = new MemoryBlob(MediaTypes.ImageConfiguration, OciJson.Bytes(new ImageConfiguration
        {
            Architecture = "amd64",
            Os = "linux",
            Config = new ContainerSettings { Environment = ["PATH=/usr/bin", "DOTNET_ROOT=/usr/share/dotnet", "DOTNET_EnableDiagnostics=0"], Entrypoint = [BuiltPrograms.StepRunner] },
            RootFileSystem = new RootFileSystem([layer.Descriptor.Digest]),
        }));
        var layout = new OciLayout(folder);
        await layout.PushBlobAsync(layer, [], cancellation);
        await layout.PushBlobAsync(configuration, [], cancellation);
        await layout.PushManifestAsync(ManifestContent.Of(new ImageManifest { Config = configuration.Descriptor, Layers = [layer.Descriptor] }), tag, cancellation);
        return new HostImage(new ContainerImage(folder, tag, configuration.Descriptor.Digest, [BuiltPrograms.StepRunner])
        {
            HostFolders = ["/usr", Path.GetDirectoryName(BuiltPrograms.StepRunner)!],
        });
    }

    private static byte[] Archive()
    {
        var bytes = new MemoryStream();
        using (var archive = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["usr", "proc", "sys", "dev", "etc", "run", "tmp"])
            {
                archive.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101, ModificationTime = DateTimeOffset.UnixEpoch });
            }

            foreach (var link in (string[])["bin", "sbin", "lib", "lib64"])
            {
                archive.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, link) { LinkName = $"usr/{link}", ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return bytes.ToArray();
    }
}
