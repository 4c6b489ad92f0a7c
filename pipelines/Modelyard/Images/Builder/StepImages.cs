using Modelyard.Images.Bases;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Requirements;
using Modelyard.Images.Sboms;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Builder;

/// <summary>Images of components: what a step of any model runs in. Parameters and inputs are given to the container; nothing of a model is in it.</summary>
internal sealed class StepImages(ImageRuntimes runtimes, SourceLayers sources, LayerRecords records, StepRunnerProgram runner, IProgress<string> progress)
{
    /// <param name="preparation">Made with the locks of images, so that a component in C# is built once for each of these.</param>
    /// <param name="environments">Model → packages of its own.</param>
    /// <param name="debian">Packages of Debian that the component's own model needs.</param>
    public async Task<PlannedImage> OfAsync(
        StepNode node, StepPreparation preparation, IReadOnlyDictionary<string, ModelEnvironment> environments, DebianPackages? debian, CancellationToken cancellation)
    {
        var spec = node.Component.Spec;
        var runtime = await runtimes.OfAsync(spec.Runtime, debian, cancellation);
        var (on, copies) = preparation.For(node);
        var code = await preparation.BuiltAsync(node, on, copies, cancellation);
        // Only components of the model's own see what it brings.
        var model = node.OwnModel;
        var own = on.Requirements is not null && model is not null ? environments[model] : null;
        List<LayerRecipe> recipes =
        [
            .. own is null ? [] : (LayerRecipe[])[PackageLayers.Of(model!, own, runtime)],
            await runner.RecipeAsync(progress, cancellation),
            sources.OfCode($"shared code of {RuntimeNameOf(on)}", code.RuntimeTree, ImagePlaces.Runtime),
            sources.OfCode($"code of {spec.Name}", code.ComponentTree, ImagePlaces.Component),
        ];
        if (code.Program is { } program) recipes.Add(sources.OfObject($"program of {spec.Name}", Content.Digest.Parse($"sha256:{Path.GetFileName(program)}"), ImagePlaces.Program));
        List<ImageLayer> layers = [.. runtime.Layers, .. recipes.Select(recipe => RecipeLayers.Layer(recipe, records, cancellation))];

        var labels = RuntimeLabels.Of(runtime);
        labels[ImageLabels.RuntimeTree] = code.RuntimeTree;
        labels[ImageLabels.Component] = spec.Name;
        labels[ImageLabels.ComponentTree] = code.ComponentTree;
        labels[ImageLabels.Command] = spec.Run
            .Replace("{component}", ImagePlaces.Component, StringComparison.Ordinal)
            .Replace("{build}", ImagePlaces.Program, StringComparison.Ordinal);
        var settings = new ContainerSettings
        {
            User = ImagePlaces.User,
            Entrypoint = [ImagePlaces.StepRunner],
            Environment = ImageEnvironment.OfStep(runtime, own is not null),
            WorkingDirectory = "/",
        };
        return ImageComposer.Compose("step", model is null ? spec.Name : OwnComponents.NameOf(model, spec.Name), layers, settings, labels, [.. runtime.Packages, .. ModelPackages.Of(own)]);
    }

    private static string RuntimeNameOf(StepRuntime runtime) => Path.GetFileName(runtime.Folder);
}
