using Modelyard.Images.Builder;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Running.Containers;

/// <summary>The images of steps and servers, built into the store's layout when they are first needed.</summary>
public sealed class BuiltImages(ImageBuilder builder) : IStepImages, IDisposable
{
    // The builder keeps what it knows, and makes it once: one image at a time.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Runtimes as they are in images.</summary>
    public ImageBuilder Builder => builder;

    /// <inheritdoc/>
    public Task<ContainerImage> OfAsync(StepNode node, CancellationToken cancellation) => BuildAsync(
        () => builder.StepAsync(node, cancellation),
        image => image with { Code = new StepCode("", ImagePlaces.Component, "", ImagePlaces.Runtime, ImagePlaces.Program) },
        cancellation);

    /// <summary>The image of a version's server.</summary>
    public Task<ContainerImage> ServerAsync(VersionManifest version, CancellationToken cancellation) => BuildAsync(
        () => builder.ServerAsync(version, version.Serving.Packaging == Packaging.Baked ? Packaging.Baked : Packaging.Volume, cancellation), image => image, cancellation);

    /// <summary>Does something with the builder while nobody else does.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private Task<ContainerImage> BuildAsync(Func<Task<PlannedImage>> plan, Func<ContainerImage, ContainerImage> complete, CancellationToken cancellation) => AloneAsync(
        async () =>
        {
            var planned = await plan();
            await planned.PushAsync(builder.Layout, planned.Tag, [], cancellation);
            var settings = await planned.SettingsAsync(cancellation);
            var environment = settings.Environment!.Select(variable => variable.Split('=', 2)).ToDictionary(variable => variable[0], variable => variable[1]);
            return complete(new ContainerImage(builder.Layout.Path, planned.Tag, planned.Configuration.Descriptor.Digest, settings.Entrypoint!) { Environment = environment });
        },
        cancellation);
}
