using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Builder;
using Modelyard.Images.Builds;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Specs;

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
    private readonly Dictionary<string, ImageRuntime> _known = new(StringComparer.Ordinal);

    /// <summary>A runtime of the repository.</summary>
    /// <exception cref="YardException">YARD712x.</exception>
    public async Task<ImageRuntime> OfAsync(string name, CancellationToken cancellation)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        var found = BaseOf(name);
        var spec = RuntimeInheritance.Merge(name, repository.Runtimes);
        var runtime = found.Base.Debian is { } debian ? await OnDebianAsync(name, spec, found.Base, debian, cancellation) : await OnImageAsync(spec, found.Name, found.Base, cancellation);
        return _known[name] = runtime;
    }

    private (string Name, BaseSpec Base) BaseOf(string runtime)
    {
        for (var next = (string?)runtime; next is not null; next = repository.Runtimes[next].Spec.Extends)
        {
            if (images.Spec.Runtimes.TryGetValue(next, out var name)) return (name, images.Spec.Bases[name]);
        }

        throw BaseCodes.NoBase.Failure($"runtime {runtime} has no base, and neither has what it extends", $"name one under runtimes: in {images.Source.File}", images.Source.At("runtimes"));
    }

    private async Task<ImageRuntime> OnDebianAsync(string name, RuntimeSpec spec, BaseSpec found, DebianBaseSpec debian, CancellationToken cancellation)
    {
        var packages = new SortedSet<string>(debian.Packages, StringComparer.Ordinal);
        var stage = await _stages.StageAsync(debian, null, [.. packages], null, progress, cancellation);
        var layers = new List<ImageLayer> { ImageLayer.Of($"Debian {debian.Suite}", stage.Layer, layout) };
        if (spec.Language == "python")
        {
            foreach (var ancestor in Lineage(name))
            {
                var merged = RuntimeInheritance.Merge(ancestor, repository.Runtimes);
                packages.UnionWith(merged.Packages.Select(package => package.Debian).Concat(merged.Libraries.Select(library => library.Debian)));
                stage = await _stages.StageAsync(debian, stage, [.. packages], merged, progress, cancellation);
                if (!stage.IsEmpty) layers.Add(ImageLayer.Of($"packages of {ancestor}", stage.Layer, layout));
            }

            return OnPython(spec, stage, layers);
        }

        if (found.AddDotnet) layers.Add(Dotnet(cancellation));
        return OnDotnet(spec, layers, stage.Packages);
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

    private ImageLayer Dotnet(CancellationToken cancellation) => RecipeLayers.Layer(
        DotnetLayer.Of(DotnetSdk.Find() ?? throw BaseCodes.NoDotnet.Failure("no .NET SDK was found"), Environment.Version), records, cancellation);

    private async Task<ImageRuntime> OnImageAsync(RuntimeSpec spec, string name, BaseSpec found, CancellationToken cancellation)
    {
        var told = found.Image ?? found.Layout!;
        if (!Digest.TryParse(found.Digest, out var digest)) throw BaseCodes.NotPinned.Failure($"base {name} is {told}, without a digest", null, images.Source.At("bases", name));
        var source = found.Image is { } image ? open(WithoutTag(image)) : new OciLayout(Path.Combine(repository.Root, found.Layout!));
        var below = await BaseImage.ReadAsync(source, told, digest, cancellation);
        var layers = below.Layers.ToList();
        if (found.AddDotnet) layers.Add(Dotnet(cancellation));
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

    private IEnumerable<string> Lineage(string name)
    {
        var lineage = new Stack<string>();
        for (var next = (string?)name; next is not null; next = repository.Runtimes[next].Spec.Extends) lineage.Push(next);
        return lineage;
    }

    private static string WithoutTag(string image) =>
        image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') ? image[..colon] : image;
}
