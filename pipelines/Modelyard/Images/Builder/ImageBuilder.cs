using Modelyard.Images.Bases;
using Modelyard.Images.Folders;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;
using Modelyard.Versions;

namespace Modelyard.Images.Builder;

/// <summary>
/// Makes images from what the store and the repository hold, with no daemon and no Dockerfile. An image is planned first: its digest is known before a byte of
/// it is written, and whatever a target has already is not written again.
/// </summary>
public sealed class ImageBuilder
{
    private readonly Workspace _workspace;
    private readonly IProgress<string> _progress;
    private readonly LayerRecords _records;
    private readonly SourceLayers _sources;
    private readonly Dictionary<string, StepRuntime> _stepRuntimes = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ModelEnvironment> _environments;

    /// <param name="bases">Which file of bases: <c>connected</c> for <c>images.connected.yaml</c>; empty for <c>images.yaml</c>.</param>
    /// <param name="dotnet">Runtimes on .NET that are ready on this machine; for images of components in C#.</param>
    /// <param name="open">Opens a repository of a registry, for bases that are there.</param>
    /// <param name="environments">Model → the packages of its requirements.txt as they are installed on this machine, for those that have one.</param>
    /// <exception cref="Diagnostics.YardException">YARD7126.</exception>
    public ImageBuilder(
        Workspace workspace,
        string bases,
        IReadOnlyDictionary<string, ProvisionedRuntime> dotnet,
        Func<string, IImageRepository> open,
        IProgress<string> progress,
        IReadOnlyDictionary<string, ModelEnvironment>? environments = null)
    {
        (_workspace, _progress, _environments) = (workspace, progress, environments ?? new Dictionary<string, ModelEnvironment>());
        _records = new LayerRecords(Path.Combine(workspace.Store.Root, "layers"));
        _sources = new SourceLayers(workspace.Store, workspace.Trees, workspace.Root);
        Layout = new OciLayout(LayoutFolder(workspace));
        Runtimes = new ImageRuntimes(workspace.Repository, ImagesOf(workspace.Repository, bases), workspace.Store, Layout, _records, dotnet, open, new HostCommands(workspace.Time), progress, workspace.Time);
    }

    /// <summary>The layout of this store, where images are built to unless told otherwise.</summary>
    public OciLayout Layout { get; }

    /// <summary>Runtimes as they are in images.</summary>
    public ImageRuntimes Runtimes { get; }

    /// <summary>The folder of the local layout.</summary>
    public static string LayoutFolder(Workspace workspace) => Path.Combine(workspace.Store.Root, "registry");

    /// <summary>The image that a step runs in. Steps of one component have the same.</summary>
    public async Task<PlannedImage> StepAsync(StepNode node, CancellationToken cancellation)
    {
        var preparation = await PreparationAsync([node], cancellation);
        return await Steps().OfAsync(node, preparation, _environments, DebianOf(node), cancellation);
    }

    /// <summary>The image of a version's server, holding its model as the version was declared to, or otherwise.</summary>
    /// <param name="packaging"><c>baked</c>, <c>volume</c> or <c>image-volume</c>.</param>
    public async Task<PlannedImage> ServerAsync(VersionManifest version, string? packaging, CancellationToken cancellation) =>
        await Serving().ServerAsync(version, packaging ?? version.Serving.Packaging, await EnvironmentOfAsync(version, cancellation), DebianOf(version), cancellation);

    /// <summary>Name → runtime as it is in images, of all that steps were prepared for; as <see cref="StepRuntime.NameFor"/> for one model's own components.</summary>
    public IReadOnlyDictionary<string, StepRuntime> StepRuntimes => _stepRuntimes;

    /// <summary>A source folder of the repository as a layer, as it is now.</summary>
    /// <param name="folder">Relative to the root.</param>
    /// <param name="place">Absolute path in the image.</param>
    public LayerRecipe Source(string folder, string place) => _sources.OfSource(folder, folder, place);

    /// <summary>A server of any version of a model on a runtime, whose settings and model are mounted where it runs.</summary>
    public Task<PlannedImage> ServerAsync(string runtime, string model, CancellationToken cancellation) => Serving().AnyVersionAsync(
        runtime, model, _environments.GetValueOrDefault(model), _workspace.Repository.DebianPackages.GetValueOrDefault(model), cancellation);

    /// <summary>The image of a program of the platform itself.</summary>
    /// <param name="name">What it is called there: <c>driver</c>.</param>
    /// <param name="program">Its folder in <c>pipelines/</c>: <c>Cli</c>.</param>
    /// <param name="more">Layers over the program's.</param>
    /// <param name="entrypoint">The program in its folder, and its first arguments.</param>
    public async Task<PlannedImage> PlatformAsync(string name, string program, IEnumerable<LayerRecipe> more, IReadOnlyList<string> entrypoint, CancellationToken cancellation)
    {
        var runtime = await Runtimes.OfAsync("platform", cancellation);
        IEnumerable<LayerRecipe> recipes = [SourceLayers.OfFolder(name, _workspace.Programs.Of(program), ImagePlaces.PlatformProgram), .. more];
        List<ImageLayer> layers = [.. runtime.Layers, .. recipes.Select(recipe => RecipeLayers.Layer(recipe, _records, cancellation))];
        var settings = new ContainerSettings
        {
            User = ImagePlaces.User,
            Entrypoint = [$"{ImagePlaces.PlatformProgram}/{entrypoint[0]}", .. entrypoint.Skip(1)],
            Environment = ImageEnvironment.OfRuntime(runtime),
            WorkingDirectory = "/",
        };
        return ImageComposer.Compose("platform", name, layers, settings, RuntimeLabels.Of(runtime), runtime.Packages);
    }

    /// <summary>The image that holds a version's model and nothing else, to be mounted at <see cref="ImagePlaces.Model"/>.</summary>
    public PlannedImage Weights(VersionManifest version, CancellationToken cancellation) => Serving().Weights(version, cancellation);

    /// <summary>TensorFlow Serving with a version's SavedModel.</summary>
    /// <param name="place">The folder of the version in the image.</param>
    public async Task<PlannedImage> TensorFlowAsync(VersionManifest version, string place, CancellationToken cancellation) =>
        Serving().TensorFlow(version, place, await Runtimes.TensorFlowAsync(cancellation), cancellation);

    /// <summary>Bytes of the layers that hold a version's model.</summary>
    public long ModelSize(VersionManifest version, CancellationToken cancellation) => Serving().ModelSize(version, cancellation);

    /// <summary>What serving a version takes, by layers. Nothing is built, installed or asked of a registry for it.</summary>
    public async Task<ServingSizes> SizesAsync(VersionManifest version, CancellationToken cancellation)
    {
        var runtime = RuntimeInheritance.Merge(version.Serving.Runtime, _workspace.Repository.Runtimes);
        return Serving().Sizes(version, runtime.Serves!, await Runtimes.SizesAsync(runtime.Name, DebianOf(version), cancellation), await FoundEnvironmentAsync(version, runtime, cancellation));
    }

    /// <summary>A runtime alone, to stand on elsewhere.</summary>
    public async Task<PlannedImage> RuntimeAsync(string name, CancellationToken cancellation)
    {
        var runtime = await Runtimes.OfAsync(name, cancellation);
        var settings = new ContainerSettings { User = ImagePlaces.User, Environment = ImageEnvironment.OfRuntime(runtime), WorkingDirectory = "/" };
        return ImageComposer.Compose("runtime", name, runtime.Layers, settings, RuntimeLabels.Of(runtime), runtime.Packages);
    }

    /// <summary>The image of any folder.</summary>
    /// <param name="folder">Absolute, or relative to the working folder.</param>
    public Task<PlannedImage> FolderAsync(string folder, CancellationToken cancellation) => new FolderImages(_workspace, Runtimes, _records, _progress).OfAsync(folder, cancellation);

    /// <summary>
    /// What keys and commands of these steps are made with when they run in their images: the images' locks and interpreters. Paths of code are still those of the
    /// store; the image has the same code at <see cref="ImagePlaces.Component"/>, <see cref="ImagePlaces.Runtime"/> and <see cref="ImagePlaces.Program"/>.
    /// </summary>
    public async Task<StepPreparation> PreparationAsync(IEnumerable<StepNode> nodes, CancellationToken cancellation)
    {
        foreach (var name in nodes.Select(node => node.Component.Spec.Runtime).Distinct())
        {
            if (!_stepRuntimes.ContainsKey(name)) _stepRuntimes[name] = StepRuntimeOf(await Runtimes.OfAsync(name, cancellation));
        }

        foreach (var (runtime, more) in nodes.Select(node => (node.Component.Spec.Runtime, More: DebianOf(node))).Distinct())
        {
            if (more is null) continue;
            var own = await Runtimes.OfAsync(runtime, more, cancellation);
            _stepRuntimes[StepRuntime.NameFor(runtime, more.Subject)] = StepRuntimeOf(own) with { Debian = VersionsIn(own, more) };
        }

        // A step's packages are found by PYTHONPATH in an image, where its Python is the runtime's own.
        var environments = _environments.ToDictionary(environment => environment.Key, environment => environment.Value with { Interpreter = ImageRuntime.Python });
        return new StepPreparation(_workspace.Store, _workspace.Trees, _workspace.Root, _stepRuntimes, _workspace.Builds, environments);
    }

    // Only components of the model's own see what it brings.
    private DebianPackages? DebianOf(StepNode node) =>
        node.OwnModel is { } model ? _workspace.Repository.DebianPackages.GetValueOrDefault(model) : null;

    private DebianPackages? DebianOf(VersionManifest version) => ArtifactAssembly.DebianOf(_workspace.Store, version, version.Identity.Short);

    private static Dictionary<string, string> VersionsIn(ImageRuntime runtime, DebianPackages packages)
    {
        var installed = runtime.Packages.Where(package => package.Ecosystem == "deb").ToLookup(package => package.Name, package => package.Version);
        return packages.Lines.ToDictionary(line => line.Name, line => installed[line.Name].First());
    }

    // Installed on this machine, for the runtime's Python here.
    private async Task<ModelEnvironment?> EnvironmentOfAsync(VersionManifest version, CancellationToken cancellation)
    {
        if (ArtifactAssembly.RequirementsOf(_workspace.Store, version, version.Identity.Short) is not { } requirements) return null;
        var runtime = RuntimeInheritance.Merge(version.Serving.Runtime, _workspace.Repository.Runtimes);
        var provision = await new RuntimeProvisioner(_workspace.Store.Root, _workspace.Time).ProvisionAsync(new RuntimeNeeds([runtime], []), _progress, cancellation);
        return await _workspace.Environments.OfAsync(requirements, [provision.Runtimes[runtime.Name]], _progress, cancellation);
    }

    private async Task<ModelEnvironment?> FoundEnvironmentAsync(VersionManifest version, RuntimeSpec runtime, CancellationToken cancellation)
    {
        if (ArtifactAssembly.RequirementsOf(_workspace.Store, version, version.Identity.Short) is not { } requirements) return null;
        var provision = await new RuntimeProvisioner(_workspace.Store.Root, _workspace.Time).FindAsync(new RuntimeNeeds([runtime], []), cancellation);
        return provision is null ? null : _workspace.Environments.Find(requirements, [provision.Runtimes[runtime.Name]]);
    }

    private StepRuntime StepRuntimeOf(ImageRuntime runtime) => new(
        runtime.Spec.Name, RuntimeInheritance.CodeFolder(runtime.Spec.Name, _workspace.Repository.Runtimes, _workspace.Root), runtime.Spec.Language, runtime.Interpreter, runtime.Lock.Digest, runtime.Spec.Environment)
    {
        Packages = runtime.Lock.Document["packages"]!.AsObject().ToDictionary(package => package.Key, package => package.Value!.GetValue<string>()),
    };

    private StepImages Steps() => new(Runtimes, _sources, _records, new StepRunnerProgram(_workspace.Store, _workspace.Programs, _workspace.Time), _progress);

    private ServingImages Serving() => new(_workspace.Store, _workspace.Root, _workspace.Programs, Runtimes, _sources, _records);

    /// <summary>The file of bases of a name.</summary>
    /// <exception cref="Diagnostics.YardException">YARD7126.</exception>
    public static SpecFile<ImagesSpec> ImagesOf(Repository repository, string bases) => repository.Images.GetValueOrDefault(bases) ?? throw BaseCodes.UnknownBases.Failure(
        bases == "" ? "there is no pipelines/Runtimes/images.yaml, which says what images stand on" : $"there is no pipelines/Runtimes/images.{bases}.yaml",
        bases == "" ? null : Diagnostics.NearestName.Hint(bases, repository.Images.Keys));
}
