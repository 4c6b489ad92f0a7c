using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Oci;
using Modelyard.Specs;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard build MODEL[@VERSION]|FOLDER [--candidate NAME] [--push REGISTRY/REPOSITORY] [--output DIR]</c></summary>
internal sealed class BuildCommand : YardCommand
{
    private readonly Argument<string?> _model = new("MODEL[@VERSION]|FOLDER")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A model: the images of its steps, and of its current versions' servers. MODEL@dev3: that version's server alone. "
            + "A path with a slash (./tool): an image of that folder, by its files. One *.csproj is published and started; *.py or requirements.txt stand on Python, and main.py is started; "
            + "requirements.txt and apt.txt are layers; an executable file `run` starts whatever is there.",
    };

    private readonly Option<string?> _candidate = new("--candidate") { Description = "Only the steps and the version of this candidate.", HelpName = "NAME" };
    private readonly Option<string?> _push = new("--push") { Description = "Push to a registry, each image to a repository below this path. Layers that are there are neither read nor sent.", HelpName = "REGISTRY/PATH" };
    private readonly Option<string?> _output = new("--output") { Description = "Write each image as an OCI layout of its own below this folder, instead of into the store's.", HelpName = "DIR" };
    private readonly Option<string?> _runtime = new("--runtime") { Description = "Only this runtime, as an image that others can stand on.", HelpName = "NAME" };
    private readonly Option<string?> _packaging = new("--packaging") { Description = "How servers hold their model, whatever model.yaml says: baked, volume or image-volume.", HelpName = "MODE" };
    private readonly Option<string?> _bases = new("--bases") { Description = "Stand on the bases of pipelines/Runtimes/images.NAME.yaml.", HelpName = "NAME" };

    private readonly Option<bool> _updateLocks = new("--update-locks") { Description = "Build nothing: write the versions of Debian packages that apt offers today into the lock of each base, beside the file that names it." };

    public BuildCommand()
        : base("build", "Build OCI images without a Dockerfile or a daemon: one for each component of a model's steps, one for each version's server. What did not change is not read again; equal content is equal digests on every machine.")
    {
        Arguments.Add(_model);
        Options.Add(_candidate);
        Options.Add(_push);
        Options.Add(_output);
        Options.Add(_runtime);
        Options.Add(_packaging);
        Options.Add(_bases);
        Options.Add(_updateLocks);
        _packaging.AcceptOnlyFromAmong(Packaging.Baked, Packaging.Volume, Packaging.ImageVolume);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard build item-photo                          # into .yard/registry, an OCI layout",
        "yard build item-photo@newest --output images   # one layout an image, for skopeo and podman",
        "yard build item-photo --push localhost:5000/modelyard",
        "yard build --runtime sklearn                   # what steps and servers in Python stand on",
        "yard build ./tools/labeller                    # any folder: C#, Python or plain files",
        "yard build --update-locks                      # take over what Debian has today; then review and commit",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var notes = new Notes(output);
        if (arguments.GetValue(_updateLocks)) return await UpdateLocksAsync(arguments, workspace, output, notes, cancellation);
        var publication = arguments.GetValue(_push) is { } target ? new ImagePublication(workspace, target) : null;
        if (publication is not null && arguments.GetValue(_output) is not null) throw CliCodes.BadArgument.Failure("--push and --output are two places; expected one of them");
        var built = new List<BuiltImage>();
        foreach (var image in await PlanAsync(arguments, workspace, output, notes, cancellation))
        {
            if (publication is not null)
            {
                var (reference, sent) = await publication.PushAsync(image, cancellation);
                built.Add(new BuiltImage(image, reference, sent));
                continue;
            }

            var folder = arguments.GetValue(_output) is { } below ? Path.Combine(Path.GetFullPath(below), image.Tag) : ImageBuilder.LayoutFolder(workspace);
            built.Add(new BuiltImage(image, $"oci:{folder}:{image.Tag}", await image.PushAsync(new OciLayout(folder), image.Tag, [], cancellation)));
        }

        if (output.IsJson) output.Json(new { images = built.Select(Json) });
        else built.ForEach(image => Write(image, output));
        return ExitCodes.Done;
    }

    private async Task<IReadOnlyList<PlannedImage>> PlanAsync(ParseResult arguments, Workspace workspace, Output output, IProgress<string> notes, CancellationToken cancellation)
    {
        if (arguments.GetValue(_runtime) is { } runtime)
        {
            var alone = await BuilderAsync(arguments, workspace, [], notes, cancellation);
            var runtimes = workspace.Repository.Runtimes.Keys;
            if (!runtimes.Contains(runtime)) throw CliCodes.BadArgument.Failure($"--runtime is '{runtime}'; there are {string.Join(", ", runtimes.Order(StringComparer.Ordinal))}", NearestName.Hint(runtime, runtimes));
            return [await alone.RuntimeAsync(runtime, cancellation)];
        }

        var named = arguments.GetValue(_model) ?? throw CliCodes.BadArgument.Failure("there is neither a model, a folder nor --runtime", "yard build MODEL");
        if (named.Contains('/', StringComparison.Ordinal) || named is "." or "..") return [await (await BuilderAsync(arguments, workspace, [], notes, cancellation)).FolderAsync(named, cancellation)];
        var (model, version) = ModelArgument.WithVersion(named, workspace);
        var candidate = arguments.GetValue(_candidate);
        var packaging = arguments.GetValue(_packaging);
        if (named.Contains('@', StringComparison.Ordinal))
        {
            var manifest = workspace.Versions.Find(model, version).Manifest;
            return await ModelImages.ServingAsync(await BuilderAsync(arguments, workspace, [], notes, cancellation), manifest, packaging, cancellation);
        }

        workspace.Select([model]);
        var candidates = workspace.Repository.Models[model].Spec.Candidates.Keys;
        if (candidate is not null && !candidates.Contains(candidate)) throw CliCodes.BadArgument.Failure($"--candidate is '{candidate}'; {model} has {string.Join(", ", candidates)}", NearestName.Hint(candidate, candidates));
        var builder = await BuilderAsync(arguments, workspace, [model], notes, cancellation);
        var images = new List<PlannedImage>(await ModelImages.StepsAsync(builder, workspace, model, candidate, cancellation));
        output.Problems(await ModelImages.LockDifferencesAsync(builder, workspace, model, cancellation));
        foreach (var name in candidates.Where(name => candidate is null || name == candidate))
        {
            if (workspace.Versions.Current(model, name) is { } current) images.AddRange(await ModelImages.ServingAsync(builder, current.Manifest, packaging, cancellation));
            else notes.Report($"{model}/{name} has no version yet, so no server is built; `./yard run {model}` makes one");
        }

        return images;
    }

    private async Task<ImageBuilder> BuilderAsync(ParseResult arguments, Workspace workspace, IReadOnlyList<string> models, IProgress<string> notes, CancellationToken cancellation) => new(
        workspace,
        arguments.GetValue(_bases) ?? "",
        await ModelImages.ProvisionAsync(workspace, models, notes, cancellation),
        reference => ImagePublication.Open(reference, workspace.Time),
        notes,
        await ModelImages.EnvironmentsAsync(workspace, models, notes, cancellation));

    private async Task<int> UpdateLocksAsync(ParseResult arguments, Workspace workspace, Output output, IProgress<string> notes, CancellationToken cancellation)
    {
        if (arguments.GetValue(_model) is { } model) throw CliCodes.BadArgument.Failure($"--update-locks is of all bases; expected no model, found '{model}'");
        workspace.Select([]);
        var locks = await new DebianLocks(workspace, ImageBuilder.ImagesOf(workspace.Repository, arguments.GetValue(_bases) ?? ""), notes).UpdateAsync(cancellation);
        if (output.IsJson)
        {
            output.Json(new { locks });
            return ExitCodes.Done;
        }

        foreach (var written in locks)
        {
            output.Line($"{written.File}  {written.Packages} packages, {(written.Changes.Count == 0 ? "nothing new" : $"{written.Changes.Count} changed")}");
            foreach (var change in written.Changes) output.Line($"  {change}");
        }

        return ExitCodes.Done;
    }

    private static void Write(BuiltImage built, Output output)
    {
        var (image, reference, pushed) = built;
        output.Line($"{image.Kind} {image.Name}  {image.Manifest.Digest.Short}  {Sizes.Of(image.Size)}{(pushed.BlobsSent > 0 ? $", {Sizes.Of(pushed.BytesSent)} new" : "")}");
        output.Line($"  {reference}");
    }

    private static object Json(BuiltImage built) => new
    {
        built.Image.Kind,
        built.Image.Name,
        built.Reference,
        digest = built.Image.Manifest.Digest,
        built.Image.Size,
        layers = built.Image.Layers.Select(layer => new { layer.Title, layer.Blob.Descriptor.Digest, layer.Blob.Descriptor.Size }),
        referrers = built.Image.Referrers.Select(referrer => referrer.Manifest.Digest),
        pushed = new { built.Pushed.Manifests, there = built.Pushed.BlobsThere, mounted = built.Pushed.BlobsMounted, sent = built.Pushed.BlobsSent, built.Pushed.BytesSent },
    };

    private sealed record BuiltImage(PlannedImage Image, string Reference, PushedImage Pushed);
}
