using Modelyard.Images.Builder;
using Modelyard.Serving.Kubernetes;
using Modelyard.Serving.TensorFlow;
using Modelyard.Specs;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Releases.Deploying;

/// <summary>
/// Images as they are built here, today: of the version that is in the registry, which is brought into this store first, on today's bases and with today's server. What the
/// registry has already is neither built nor sent.
/// </summary>
/// <param name="publication">Where to; <see langword="null"/> to plan only, so that digests are known and nothing is sent.</param>
/// <param name="environment">Whose registry images are in, and whether TensorFlow Serving is shared there: then nothing is baked into its image.</param>
public sealed class BuiltServingImages(Workspace workspace, ImageBuilder builder, ImagePublication? publication, DeployEnvironment environment, VersionPull pull) : IServingImages
{
    /// <inheritdoc/>
    public async Task<ServingImageNames> OfAsync(PublishedVersion version, VersionServing serving, CancellationToken cancellation)
    {
        var manifest = version.Manifest with { Serving = serving };
        var here = workspace.Versions.FindIdentity(manifest.Model, manifest.Identity) is not null && workspace.Store.Objects.Find(manifest.Artifact.Digest);
        if (!here) await pull.PullAsync(version, cancellation);
        var names = new List<string>();
        foreach (var image in await ModelImages.ServingAsync(builder, manifest, null, cancellation)) names.Add(await NameAsync(image, cancellation));
        return new ServingImageNames(names[0], names.Count > 1 ? names[1] : null, await TensorFlowAsync(manifest, cancellation));
    }

    private async Task<TensorFlowImage?> TensorFlowAsync(VersionManifest manifest, CancellationToken cancellation)
    {
        if (!SavedModel.IsIn(workspace.Store.Objects.PathOf(manifest.Artifact.Digest))) return null;
        var version = TensorFlowProgram.NumberOf(manifest.Identity);
        var image = manifest.Serving.Packaging == Packaging.Baked && environment.Serving.Tensorflow == TensorFlowPlacement.Own
            ? await NameAsync(await builder.TensorFlowAsync(manifest, TensorFlowFiles.VersionPath(manifest.Model, version), cancellation), cancellation)
            : builder.Runtimes.TensorFlowBase();
        return new TensorFlowImage(image, version);
    }

    /// <inheritdoc/>
    public async Task<string> GatewayAsync(CancellationToken cancellation) => await NameAsync(await builder.PlatformAsync("gateway", "Cli", [], ["yard-gateway"], cancellation), cancellation);

    // Kubelets know no scheme, and the tag is not what pins.
    private async Task<string> NameAsync(PlannedImage image, CancellationToken cancellation)
    {
        if (publication is not null) await publication.PushAsync(image, cancellation);
        var name = $"{environment.Registry}/{ImagePublication.PathOf(image)}@{image.Manifest.Digest}";
        return name.StartsWith(Uri.UriSchemeHttp + Uri.SchemeDelimiter, StringComparison.Ordinal) ? name[(Uri.UriSchemeHttp + Uri.SchemeDelimiter).Length..] : name;
    }
}
