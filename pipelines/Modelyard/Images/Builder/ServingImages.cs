using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Bases;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Requirements;
using Modelyard.Images.Sboms;
using Modelyard.Running.Execution;
using Modelyard.Running.Store;
using Modelyard.Serving;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;
using Modelyard.Versions;

namespace Modelyard.Images.Builder;

/// <summary>Images of versions: a server with its model in it, a server that finds its model on a volume, or the model alone.</summary>
internal sealed class ServingImages(
    YardStore store, string repositoryRoot, ProgramFolders programs, ImageRuntimes runtimes, SourceLayers sources, LayerRecords records)
{
    /// <summary>The server of a version.</summary>
    /// <param name="packaging">As in <c>serving.packaging</c>: only <c>baked</c> puts the model in.</param>
    /// <param name="own">Packages that the version's model brings.</param>
    /// <param name="debian">Packages of Debian that it needs.</param>
    public async Task<PlannedImage> ServerAsync(VersionManifest version, string packaging, ModelEnvironment? own, DebianPackages? debian, CancellationToken cancellation)
    {
        IReadOnlyList<LayerRecipe> ofVersion = [.. packaging == Packaging.Baked ? Model(version, ImagePlaces.Model) : [], SettingsOf(version)];
        return await ComposeAsync(version.Model, version.Serving.Runtime, version.Model, own, debian, ofVersion, labels =>
        {
            AddVersion(labels, version);
            labels[ImageLabels.Packaging] = packaging;
        }, cancellation);
    }

    /// <summary>A server of any version on a runtime: where it runs, its settings and its model are mounted.</summary>
    /// <param name="model">The model whose packages it has.</param>
    public Task<PlannedImage> AnyVersionAsync(string runtime, string model, ModelEnvironment? own, DebianPackages? debian, CancellationToken cancellation) =>
        ComposeAsync($"servers/{runtime}", runtime, model, own, debian, [], labels => labels[ImageLabels.Packaging] = Packaging.Volume, cancellation);

    private async Task<PlannedImage> ComposeAsync(
        string name, string runtimeName, string model, ModelEnvironment? own, DebianPackages? debian, IReadOnlyList<LayerRecipe> more, Action<Dictionary<string, string>> label, CancellationToken cancellation)
    {
        var runtime = await runtimes.OfAsync(runtimeName, debian, cancellation);
        var serves = runtime.Spec.Serves!;
        List<LayerRecipe> recipes = [.. own is null ? [] : (LayerRecipe[])[PackageLayers.Of(model, own, runtime)], Program(serves.Program), .. more];
        List<ImageLayer> layers = [.. runtime.Layers, .. recipes.Select(recipe => RecipeLayers.Layer(recipe, records, cancellation))];
        var labels = RuntimeLabels.Of(runtime);
        label(labels);
        var settings = new ContainerSettings
        {
            User = ImagePlaces.User,
            Entrypoint = Entrypoint(serves.Command, runtime),
            Environment = ImageEnvironment.OfServer(runtime, own is not null),
            WorkingDirectory = "/",
            ExposedPorts = new Dictionary<string, JsonElement> { [$"{ImagePlaces.Port}/tcp"] = JsonDocument.Parse("{}").RootElement },
            StopSignal = "SIGTERM",
        };
        return ImageComposer.Compose("server", name, layers, settings, labels, [.. runtime.Packages, .. ModelPackages.Of(own), .. NugetPackages.Of(programs.Of(serves.Program))]);
    }

    /// <summary>The artifact of a version at the root of an image that has nothing else, to be mounted as a volume.</summary>
    public PlannedImage Weights(VersionManifest version, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string>();
        AddVersion(labels, version);
        labels[ImageLabels.Packaging] = Packaging.ImageVolume;
        var layers = Model(version, "").Select(recipe => RecipeLayers.Layer(recipe, records, cancellation)).ToList();
        return ImageComposer.Compose("weights", version.Model, layers, new ContainerSettings(), labels, []);
    }

    /// <summary>TensorFlow Serving with the SavedModel of a version, and nothing else of it.</summary>
    /// <param name="place">The folder of the version in the image.</param>
    public PlannedImage TensorFlow(VersionManifest version, string place, BaseImage below, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string> { [AnnotationKeys.BaseName] = below.Name, [AnnotationKeys.BaseDigest] = below.Digest.ToString() };
        AddVersion(labels, version);
        labels[ImageLabels.Packaging] = Packaging.Baked;
        List<ImageLayer> layers = [.. below.Layers, RecipeLayers.Layer(new ModelLayers(store, sources).SavedModelOf(version, place), records, cancellation)];
        return ImageComposer.Compose("tensorflow", version.Model, layers, new ContainerSettings { User = ImagePlaces.User, Environment = [.. below.Environment.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal)] }, labels, []);
    }

    /// <summary>Bytes of the layers that hold a version's model.</summary>
    public long ModelSize(VersionManifest version, CancellationToken cancellation) =>
        Model(version, ImagePlaces.Model).Sum(recipe => RecipeLayers.Layer(recipe, records, cancellation).Blob.Descriptor.Size);

    /// <summary>What is to be got to serve a version, by its layers: their sizes are known before any of them is made.</summary>
    /// <param name="own">Packages that the version's model brings, where they are on this machine.</param>
    public ServingSizes Sizes(VersionManifest version, RuntimeServesSpec serves, IReadOnlyList<LayerSize>? runtime, ModelEnvironment? own)
    {
        IReadOnlyList<LayerRecipe> server = [.. own is null ? [] : (LayerRecipe[])[PackageLayers.OfInstalled(version.Model, own)], Program(serves.Program), SettingsOf(version)];
        return new ServingSizes(version.Serving.Runtime, runtime, [.. server.Select(SizeOf)], [.. Model(version, ImagePlaces.Model).Select(SizeOf)]);

        LayerSize SizeOf(LayerRecipe recipe) => RecipeLayers.SizeOf(recipe, records);
    }

    private LayerRecipe Program(string name)
    {
        var folder = programs.Of(name);
        return IsSource(folder, out var relative) ? sources.OfSource($"server {name}", relative, ImagePlaces.Server) : SourceLayers.OfFolder($"server {name}", folder, ImagePlaces.Server);
    }

    private static LayerRecipe SettingsOf(VersionManifest version) => SourceLayers.OfDocument("settings", CanonicalJson.Readable(Settings(version)), ImagePlaces.Settings);

    private IEnumerable<LayerRecipe> Model(VersionManifest version, string place) => new ModelLayers(store, sources).Of(version, place);

    private bool IsSource(string folder, out string relative)
    {
        relative = Path.GetRelativePath(repositoryRoot, folder).Replace('\\', '/');
        return !relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative) && relative.StartsWith("pipelines/", StringComparison.Ordinal);
    }

    private static List<string> Entrypoint(string command, ImageRuntime runtime)
    {
        var words = CommandLine.Split(command).Select(word => word.Replace("{program}", ImagePlaces.Server, StringComparison.Ordinal)).ToList();
        if (words[0] == "python3") words[0] = runtime.Interpreter;
        return words;
    }

    // A version's number points at it and is not in its image; who starts the server may mount other settings over these.
    private static JsonObject Settings(VersionManifest version) => new()
    {
        ["model"] = version.Model,
        ["version"] = version.Identity.Short,
        ["identity"] = version.Identity.ToString(),
        ["artifact"] = ImagePlaces.Model,
        ["host"] = "0.0.0.0",
        ["port"] = ImagePlaces.Port,
        ["workers"] = version.Serving.Workers,
        ["limits"] = new ServerLimits().ToJson(),
    };

    private static void AddVersion(Dictionary<string, string> labels, VersionManifest version)
    {
        labels[ImageLabels.Model] = version.Model;
        labels[ImageLabels.Identity] = version.Identity.ToString();
        labels[ImageLabels.Artifact] = version.Artifact.Digest.ToString();
        labels[AnnotationKeys.Version] = version.Identity.ToString();
    }
}
