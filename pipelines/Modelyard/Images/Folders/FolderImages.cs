using System.Text.RegularExpressions;
using Modelyard.Diagnostics;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Images.Sboms;
using Modelyard.Running.Store;
using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Folders;

/// <summary>Makes an image of any folder, by what its files say (decision 0028): what it stands on, its packages, its program or its files.</summary>
internal sealed partial class FolderImages(Workspace workspace, ImageRuntimes runtimes, LayerRecords records, IProgress<string> progress)
{
    private readonly ICommands _commands = new HostCommands(workspace.Time);

    /// <summary>Plans the image of a folder.</summary>
    /// <param name="folder">Absolute, or relative to the working folder.</param>
    /// <exception cref="YardException">YARD715x, YARD710x, YARD712x, and what is wrong with its requirements.txt or apt.txt.</exception>
    public async Task<PlannedImage> OfAsync(string folder, CancellationToken cancellation)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var told = Path.TrimEndingDirectorySeparator(folder) is { Length: > 0 } text ? text : folder;
        var stack = FolderStack.Of(full, told);
        var name = Path.GetFileName(full).ToLowerInvariant();
        if (!ImageName().IsMatch(name)) throw FolderCodes.NoName.Failure($"{told}: '{name}' is no name of an image");
        var (requirements, debian) = Needs(full, told);
        return stack.Kind switch
        {
            StackKind.Dotnet => await DotnetAsync(stack, name, told, debian, cancellation),
            StackKind.Python => await PythonAsync(stack, full, name, told, requirements, debian, cancellation),
            _ => await FilesAsync(stack, full, name, told, debian, cancellation),
        };
    }

    private async Task<PlannedImage> DotnetAsync(FolderStack stack, string name, string told, DebianPackages? debian, CancellationToken cancellation)
    {
        progress.Report($"publishing {told}/{Path.GetFileName(stack.Project)}");
        var place = workspace.Store.Staging.NewFolder("publish");
        try
        {
            var program = await DotnetProgram.PublishAsync(stack.Project!, told, place, workspace.Store, _commands, cancellation);
            var under = await runtimes.StackAsync("dotnet", program.NeedsDotnet, debian, cancellation);
            // The layer is read when the image is written, and what was published is gone by then.
            var tree = workspace.Store.Objects.Commit(program.Folder);
            var files = new SourceLayers(workspace.Store, workspace.Trees, workspace.Root).OfObject($"program {name}", tree.Digest, ImagePlaces.App);
            return Compose(name, under, [files], [$"{ImagePlaces.App}/{program.Host}"], Invariant(under), NugetPackages.Of(workspace.Store.Objects.PathOf(tree.Digest)), cancellation);
        }
        finally
        {
            StagingArea.Remove(place);
        }
    }

    private async Task<PlannedImage> PythonAsync(
        FolderStack stack, string folder, string name, string told, ModelRequirements? requirements, DebianPackages? debian, CancellationToken cancellation)
    {
        var under = await runtimes.StackAsync("python", false, debian, cancellation);
        var own = requirements is null ? null : await InstalledAsync(requirements, under.Spec, cancellation);
        LayerRecipe[] recipes = [.. own is null ? [] : (LayerRecipe[])[PackageLayers.Of(name, own, under)], FolderFiles.Recipe($"files of {name}", folder, ImagePlaces.App, told)];
        string[] start = stack.Start is null ? [] : stack.Start == FolderStack.Run ? [$"{ImagePlaces.App}/{FolderStack.Run}"] : [under.Interpreter, $"{ImagePlaces.App}/{stack.Start}"];
        return Compose(name, under, recipes, start, ImageEnvironment.OfApp(under, own is not null), [.. ModelPackages.Of(own)], cancellation);
    }

    private async Task<PlannedImage> FilesAsync(FolderStack stack, string folder, string name, string told, DebianPackages? debian, CancellationToken cancellation)
    {
        var files = FolderFiles.Recipe($"files of {name}", folder, ImagePlaces.App, told);
        if (stack.Start is null && debian is null) return ImageComposer.Compose("app", name, [RecipeLayers.Layer(files, records, cancellation)], new ContainerSettings(), new Dictionary<string, string>(), []);
        var under = await runtimes.StackAsync("python", false, debian, cancellation);
        return Compose(name, under, [files], stack.Start is null ? [] : [$"{ImagePlaces.App}/{stack.Start}"], ImageEnvironment.OfApp(under, false), [], cancellation);
    }

    // .NET ends at once where it finds no ICU, unless it is told to do without; who wants other cultures has libicu in apt.txt.
    private static IReadOnlyList<string> Invariant(ImageRuntime under)
    {
        var environment = ImageEnvironment.OfRuntime(under);
        return under.Base is not null || under.Packages.Any(package => package.Name.StartsWith("libicu", StringComparison.Ordinal)) ? environment : [.. environment, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"];
    }

    private PlannedImage Compose(
        string name, ImageRuntime under, IEnumerable<LayerRecipe> recipes, IReadOnlyList<string> start, IReadOnlyList<string> environment, IReadOnlyList<InstalledPackage> packages, CancellationToken cancellation)
    {
        var labels = new Dictionary<string, string>();
        if (under.Base is { } below) (labels[AnnotationKeys.BaseDigest], labels[AnnotationKeys.BaseName]) = below;
        var settings = new ContainerSettings { User = ImagePlaces.User, Entrypoint = start.Count > 0 ? start : null, Environment = environment, WorkingDirectory = ImagePlaces.App };
        return ImageComposer.Compose("app", name, [.. under.Layers, .. recipes.Select(recipe => RecipeLayers.Layer(recipe, records, cancellation))], settings, labels, [.. under.Packages, .. packages]);
    }

    // Installed by this machine's Python, from which the image takes it.
    private async Task<ModelEnvironment> InstalledAsync(ModelRequirements requirements, RuntimeSpec bare, CancellationToken cancellation)
    {
        var provision = await new RuntimeProvisioner(workspace.Store.Root, workspace.Time).ProvisionAsync(new RuntimeNeeds([bare], []), progress, cancellation);
        return await workspace.Environments.OfAsync(requirements, [provision.Runtimes[bare.Name]], progress, cancellation);
    }

    private static (ModelRequirements? Requirements, DebianPackages? Debian) Needs(string folder, string told)
    {
        var (above, name) = (Path.GetDirectoryName(folder)!, Path.GetFileName(folder));
        var (requirements, wrong) = RequirementsFile.Read(above, name);
        var (debian, alsoWrong) = AptFile.Read(above, name);
        List<Diagnostic> problems = [.. wrong.Concat(alsoWrong).Select(problem => problem with { Where = problem.Where is { } where ? where with { File = told + where.File[name.Length..] } : null })];
        return problems.Count == 0 ? (requirements, debian) : throw new YardException(problems);
    }

    // A part of a repository's path, as the distribution specification has it.
    [GeneratedRegex("^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$")]
    private static partial Regex ImageName();
}
