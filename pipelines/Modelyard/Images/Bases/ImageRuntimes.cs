using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Images.Builds;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Serving.TensorFlow;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Bases;

/// <summary>Brings runtimes to where images can stand on them: bases are read or assembled, once each, and their locks recorded.</summary>
/// <param name="images">Which base each runtime has.</param>
/// <param name="dotnet">Runtimes on .NET as they are on this machine, whose packages components are built with.</param>
/// <param name="open">Opens a repository of a registry: <c>docker.io/library/python</c>.</param>
public sealed class ImageRuntimes(
    Repository repository,
    SpecFile<ImagesSpec> images,
    YardStore store,
    OciLayout layout,
    LayerRecords records,
    IReadOnlyDictionary<string, ProvisionedRuntime> dotnet,
    Func<string, IImageRepository> open,
    ICommands commands,
    IProgress<string> progress,
    TimeProvider time)
{
    private readonly DebianStages _stages = new(store, layout, commands, time);
    private readonly DebianContents _contents = new(repository);
    private readonly Dictionary<string, ImageRuntime> _known = new(StringComparer.Ordinal);

    /// <summary>A runtime of the repository.</summary>
    /// <exception cref="YardException">YARD712x.</exception>
    public Task<ImageRuntime> OfAsync(string name, CancellationToken cancellation) => OfAsync(name, null, cancellation);

    /// <summary>A runtime of the repository with packages of Debian for one model.</summary>
    /// <param name="more">Over those of the runtime, as a layer of their own; none: the runtime as it is.</param>
    /// <exception cref="YardException">YARD712x.</exception>
    public async Task<ImageRuntime> OfAsync(string name, DebianPackages? more, CancellationToken cancellation)
    {
        var key = $"{name}\n{more?.Text}";
        if (_known.TryGetValue(key, out var known)) return known;
        var found = BaseOf(name);
        var spec = RuntimeInheritance.Merge(name, repository.Runtimes);
        if (found.Base.Debian is not null) return _known[key] = await OnDebianAsync(spec, found.Name, found.Base, more, cancellation);
        if (more is not null) throw NotKnownToHave(found.Name, found.Base, more);
        return _known[key] = await OnImageAsync(spec, found.Name, found.Base, cancellation);
    }

    /// <summary>What a program stands on that is of no runtime: the base of its language's name.</summary>
    /// <param name="stack"><c>python</c> or <c>dotnet</c>.</param>
    /// <param name="needsDotnet">Whether .NET must be in it.</param>
    /// <param name="more">Packages of Debian over the base.</param>
    /// <exception cref="YardException">YARD712x.</exception>
    public async Task<ImageRuntime> StackAsync(string stack, bool needsDotnet, DebianPackages? more, CancellationToken cancellation)
    {
        if (!images.Spec.Bases.TryGetValue(stack, out var found)) throw BaseCodes.NoBase.Failure($"there is no base {stack}", $"declare one under bases: in {images.Source.File}", images.Source.At("bases"));
        var bare = new RuntimeSpec { Name = stack, Description = found.Description, Language = stack };
        if (found.Debian is null)
        {
            if (more is not null) throw NotKnownToHave(stack, found, more);
            return await OnImageAsync(bare, stack, found with { AddDotnet = needsDotnet && found.AddDotnet }, cancellation);
        }

        var stages = (await StagesAsync(DebianContents.Of(found.Debian, more), stack, found.Debian, async content => await _stages.StageAsync(content, progress, cancellation)))!;
        List<ImageLayer> layers = [.. stages.Where(one => !one.Stage.IsEmpty).Select(one => ImageLayer.Of(one.Title, one.Stage.Layer, layout))];
        var packages = stages[^1].Stage.Packages;
        if (needsDotnet && found.AddDotnet) layers.Add(RecipeLayers.Layer(Dotnet(), records, cancellation));
        if (stack == "dotnet") return OnDotnet(bare, layers, packages);
        // Debian's python3 has the version of its Python.
        var version = packages.FirstOrDefault(package => package.Name == "python3")?.Version.Split('-')[0]
            ?? throw BaseCodes.LacksPackages.Failure($"base {stack} has no python3", $"add it to debian.packages in {images.Source.File}", images.Source.At("bases", stack));
        return new ImageRuntime(bare, layers, RuntimeLock.FromDocument(new JsonObject { ["interpreter"] = new JsonObject { ["implementation"] = "cpython", ["version"] = version } }), ImageRuntime.Python, packages);
    }

    /// <summary>The image of TensorFlow Serving by digest, as kubelets write it.</summary>
    /// <exception cref="YardException">YARD6323, or the base is not pinned.</exception>
    public string TensorFlowBase()
    {
        var (image, digest) = TensorFlow();
        return $"{WithoutTag(image)}@{digest}";
    }

    /// <summary>The layers of that image.</summary>
    internal Task<BaseImage> TensorFlowAsync(CancellationToken cancellation)
    {
        var (image, digest) = TensorFlow();
        return BaseImage.ReadAsync(open(WithoutTag(image)), image, digest, cancellation);
    }

    private (string Image, Digest Digest) TensorFlow()
    {
        const string name = "tensorflow-serving";
        if (!images.Spec.Bases.TryGetValue(name, out var found) || found.Image is not { } image)
        {
            throw TensorFlowCodes.NoImage.Failure($"{images.Source.File} has no base {name} that is an image", null, images.Source.At("bases"));
        }

        return Digest.TryParse(found.Digest, out var digest) ? (image, digest) : throw BaseCodes.NotPinned.Failure($"base {name} is {image}, without a digest", null, images.Source.At("bases", name));
    }

    private (string Name, BaseSpec Base) BaseOf(string runtime) => BaseName(runtime, repository, images) is { } name
        ? (name, images.Spec.Bases[name])
        : throw BaseCodes.NoBase.Failure($"runtime {runtime} has no base, and neither has what it extends", $"name one under runtimes: in {images.Source.File}", images.Source.At("runtimes"));

    /// <summary>The base of a runtime, or of what it extends; <see langword="null"/> where none is named.</summary>
    internal static string? BaseName(string runtime, Repository repository, SpecFile<ImagesSpec> images)
    {
        for (var next = (string?)runtime; next is not null; next = repository.Runtimes[next].Spec.Extends)
        {
            if (images.Spec.Runtimes.TryGetValue(next, out var name)) return name;
        }

        return null;
    }

    private YardException NotKnownToHave(string name, BaseSpec found, DebianPackages more) => BaseCodes.NothingToInstallFrom.Failure(
        $"base {name} ({found.Image ?? found.Layout}) is not known to have {string.Join(", ", more.Lines)}, which {more.Subject} needs ({DebianPackages.FileName})", null, images.Source.At("bases", name));

    private async Task<ImageRuntime> OnDebianAsync(RuntimeSpec spec, string name, BaseSpec found, DebianPackages? more, CancellationToken cancellation)
    {
        var stages = (await StagesAsync(_contents.Of(spec.Name, found.Debian!, more), name, found.Debian!, async content => await _stages.StageAsync(content, progress, cancellation)))!;
        List<ImageLayer> layers = [.. stages.Where(one => !one.Stage.IsEmpty).Select(one => ImageLayer.Of(one.Title, one.Stage.Layer, layout))];
        var top = stages[^1].Stage;
        if (spec.Language == "python") return OnPython(spec, top, layers);
        if (found.AddDotnet) layers.Add(RecipeLayers.Layer(Dotnet(), records, cancellation));
        return OnDotnet(spec, layers, top.Packages);
    }

    /// <summary>The layers of a runtime with their sizes, as far as they are known without making or asking for one; <see langword="null"/> where they are not.</summary>
    public async Task<IReadOnlyList<LayerSize>?> SizesAsync(string name, DebianPackages? more, CancellationToken cancellation)
    {
        var (basis, found) = BaseOf(name);
        if (found.Debian is not { } debian || await StagesAsync(_contents.Of(name, debian, more), basis, debian, content => _stages.FindAsync(content, cancellation)) is not { } stages) return null;
        List<LayerSize> layers = [.. stages.Where(one => !one.Stage.IsEmpty).Select(one => new LayerSize(one.Title, one.Stage.Layer.Size))];
        if (found.AddDotnet) layers.Add(RecipeLayers.SizeOf(Dotnet(), records));
        return layers;
    }

    private static ImageRuntime OnPython(RuntimeSpec spec, DebianStage stage, IReadOnlyList<ImageLayer> layers)
    {
        var report = stage.Report!;
        var missing = report.Missing(spec);
        if (missing.Count > 0)
        {
            throw new YardException([.. missing.Select(package => BaseCodes.LacksPackages.Error(
                new SourcePosition($"pipelines/Runtimes/{spec.Name}/runtime.yaml"),
                $"runtime {spec.Name}: the Debian package {package.Debian} brings {report.Packages.GetValueOrDefault(package.Pip, "no")} {package.Pip}; expected {package.Pip} {package.AtLeast} with the module {package.Import}"))]);
        }

        var python = report.Packages.Select(package => new InstalledPackage("pypi", package.Key, package.Value));
        return new ImageRuntime(spec, layers, RuntimeLock.OfPython(spec, report, stage.BlasFiles), ImageRuntime.Python, [.. stage.Packages, .. python]);
    }

    private ImageRuntime OnDotnet(RuntimeSpec spec, IReadOnlyList<ImageLayer> layers, IReadOnlyList<InstalledPackage> packages)
    {
        var own = dotnet.TryGetValue(spec.Name, out var provisioned) ? provisioned.Packages : new Dictionary<string, string>();
        var framework = new InstalledPackage("generic", "dotnet-runtime", Environment.Version.ToString(3));
        return new ImageRuntime(spec, layers, RuntimeLock.OfDotnet(spec, Environment.Version, own), $"/{DotnetLayer.Place}/dotnet", [.. packages, framework]);
    }

    // From the base upwards, each on the one before; null where one of them is not to be had.
    private async Task<IReadOnlyList<(string Title, DebianStage Stage)>?> StagesAsync(IEnumerable<DebianContent> contents, string basis, DebianBaseSpec debian, Func<StageContent, Task<DebianStage?>> take)
    {
        var locked = DebianLock.Read(repository.Root, images.Source.File, basis);
        var stages = new List<(string Title, DebianStage Stage)>();
        foreach (var (title, packages, asked) in contents)
        {
            if (await take(new StageContent(debian, stages.LastOrDefault().Stage, packages, asked, locked)) is not { } stage) return null;
            stages.Add((title, stage));
        }

        return stages;
    }

    private static LayerRecipe Dotnet() => DotnetLayer.Of(DotnetSdk.Find() ?? throw BaseCodes.NoDotnet.Failure("no .NET SDK was found"), Environment.Version);

    private async Task<ImageRuntime> OnImageAsync(RuntimeSpec spec, string name, BaseSpec found, CancellationToken cancellation)
    {
        var told = found.Image ?? found.Layout!;
        if (!Digest.TryParse(found.Digest, out var digest)) throw BaseCodes.NotPinned.Failure($"base {name} is {told}, without a digest", null, images.Source.At("bases", name));
        var source = found.Image is { } image ? open(WithoutTag(image)) : new OciLayout(Path.Combine(repository.Root, found.Layout!));
        var below = await BaseImage.ReadAsync(source, told, digest, cancellation);
        var layers = below.Layers.ToList();
        if (found.AddDotnet) layers.Add(RecipeLayers.Layer(Dotnet(), records, cancellation));
        var labels = below.Configuration.Config?.Labels ?? new Dictionary<string, string>();
        // One that was built here says what it is; of any other only its digest is known, and keys agree where that does.
        var isOurs = labels.GetValueOrDefault(ImageLabels.Runtime) == spec.Name && labels.ContainsKey(ImageLabels.LockDocument);
        if (spec is { Language: "python", Packages.Count: > 0 } && !isOurs)
        {
            throw BaseCodes.NothingToInstallFrom.Failure(
                $"base {name} ({told}) is not known to have {string.Join(", ", spec.Packages.Select(package => package.Pip))}, which runtime {spec.Name} needs",
                $"let it carry the labels {ImageLabels.Runtime} and {ImageLabels.LockDocument}, as `yard build --runtime {spec.Name}` makes them",
                images.Source.At("bases", name));
        }

        var locked = isOurs
            ? RuntimeLock.FromDocument(JsonNode.Parse(labels[ImageLabels.LockDocument])!.AsObject())
            : RuntimeLock.FromDocument(new JsonObject
            {
                ["interpreter"] = new JsonObject { ["implementation"] = "image", ["version"] = below.Digest.ToString() },
                ["packages"] = new JsonObject((dotnet.TryGetValue(spec.Name, out var own) ? own.Packages : new Dictionary<string, string>()).Select(package => KeyValuePair.Create(package.Key, (JsonNode?)package.Value))),
                ["blas"] = null,
                ["environment"] = new JsonObject(spec.Environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
            });
        var interpreter = spec.Language == "python" ? isOurs ? ImageRuntime.Python : "python3" : found.AddDotnet ? $"/{DotnetLayer.Place}/dotnet" : "/usr/share/dotnet/dotnet";
        return new ImageRuntime(spec, layers, locked, interpreter, []) { BaseEnvironment = below.Environment, Base = (below.Digest.ToString(), told) };
    }

    private static string WithoutTag(string image) =>
        image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') ? image[..colon] : image;
}
