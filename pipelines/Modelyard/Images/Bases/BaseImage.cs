using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Running.Keys;

namespace Modelyard.Images.Bases;

/// <summary>An image that others stand on: its manifest and configuration, which are all that is read of it.</summary>
internal sealed record BaseImage(string Name, Digest Digest, IReadOnlyList<ImageLayer> Layers, ImageConfiguration Configuration)
{
    /// <summary>Reads a base, of an index the manifest of the platform that steps run on.</summary>
    /// <param name="told">What messages and the images built on it call it.</param>
    /// <exception cref="Diagnostics.YardException">YARD7127, or what the repository says.</exception>
    public static async Task<BaseImage> ReadAsync(IImageRepository repository, string told, Digest digest, CancellationToken cancellation)
    {
        var found = await FindAsync(repository, told, digest, cancellation);
        if (found.IsIndex)
        {
            var platforms = found.AsIndex().Manifests;
            var fitting = platforms.FirstOrDefault(manifest => manifest.Platform?.ToString() == StepKey.Platform)
                ?? throw BaseCodes.WrongPlatform.Failure($"{told}@{digest} has {string.Join(", ", platforms.Select(manifest => manifest.Platform?.ToString() ?? "no platform"))}; expected {StepKey.Platform}");
            found = await FindAsync(repository, told, fitting.Digest, cancellation);
        }

        var manifest = found.AsManifest();
        await using var stream = await repository.OpenBlobAsync(manifest.Config, cancellation);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellation);
        var configuration = OciJson.Configuration(bytes.ToArray(), $"the configuration of {told}");
        if ($"{configuration.Os}/{configuration.Architecture}" != StepKey.Platform) throw BaseCodes.WrongPlatform.Failure($"{told}@{digest} is for {configuration.Os}/{configuration.Architecture}; expected {StepKey.Platform}");
        var layers = manifest.Layers.Zip(configuration.RootFileSystem.DiffIds, (layer, diffId) => new ImageLayer($"base {told}", diffId, new RepositoryBlob(repository, layer))
        {
            MountFrom = repository.Registry is null ? [] : [repository.Path],
        });
        return new BaseImage(told, found.Digest, [.. layers], configuration);
    }

    /// <summary>Its variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => (Configuration.Config?.Environment ?? [])
        .Select(variable => variable.Split('=', 2))
        .Where(variable => variable.Length == 2)
        .ToDictionary(variable => variable[0], variable => variable[1], StringComparer.Ordinal);

    private static async Task<ManifestContent> FindAsync(IImageRepository repository, string told, Digest digest, CancellationToken cancellation) =>
        await repository.FindManifestAsync(digest.ToString(), cancellation) ?? throw OciCodes.NoManifest.Failure($"{told}: {repository.Name} has no manifest {digest}");
}
