using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard push MODEL@VERSION [--registry REGISTRY] [--from REGISTRY] [--number vN]</c></summary>
internal sealed class PushCommand : YardCommand
{
    private readonly Argument<string> _version = new("MODEL@VERSION") { Description = "A version of this store (dev3, newest, sha256:…); with --from one of that registry (v7, newest, sha256:…)." };
    private readonly Option<string?> _registry = new("--registry") { Description = "Where to: " + RegistryArgument.Forms + " Default: the layout in the store.", HelpName = "REGISTRY" };
    private readonly Option<string?> _from = new("--from") { Description = "Promote from this registry, by digest and with its numbers and all that refers to it; nothing is built.", HelpName = "REGISTRY" };
    private readonly Option<string?> _number = new("--number") { Description = "Also give it this number, once and for all.", HelpName = "vN" };

    public PushCommand()
        : base("push", "Publish a version: its artifact, manifest and golden rows, immutable under its identity. What the registry has already is not sent; versions that it calls go with it.")
    {
        Arguments.Add(_version);
        Options.Add(_registry);
        Options.Add(_from);
        Options.Add(_number);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard push item-photo@newest                                            # into .yard/registry, an OCI layout",
        "yard push item-photo@dev3 --registry registry.example/modelyard --number v7",
        "yard push item-photo@v7 --from dev --registry production               # from one registry to another",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var (model, reference) = ModelArgument.WithVersion(arguments.GetRequiredValue(_version), workspace);
        var number = arguments.GetValue(_number);
        if (number is not null && !VersionTags.IsNumber(number)) throw CliCodes.BadArgument.Failure($"--number is '{number}'; expected v1, v2, …");
        var registry = ModelRegistry.Of(arguments.GetValue(_registry), workspace);
        var push = new VersionPush(workspace, registry.Open);
        var pushed = arguments.GetValue(_from) is { } from
            ? await PromoteAsync(push, ModelRegistry.Of(from, workspace), model, reference, number, cancellation)
            : workspace.Versions.Find(model, reference) is var version ? await push.PushAsync(version.Manifest, version.Origin, number, cancellation) : [];
        if (output.IsJson) output.Json(new { registry = registry.Name, number, versions = pushed.Select(Json) });
        else Write(pushed, registry, number, output);
        return ExitCodes.Done;
    }

    private static async Task<IReadOnlyList<PushedVersion>> PromoteAsync(VersionPush push, ModelRegistry from, string model, string reference, string? number, CancellationToken cancellation)
    {
        using var source = from.Open(model);
        return await push.PromoteAsync(await source.FindAsync(reference, cancellation), from.Open, number, cancellation);
    }

    private static void Write(IReadOnlyList<PushedVersion> pushed, ModelRegistry registry, string? number, Output output)
    {
        foreach (var version in pushed)
        {
            var sent = version.WasThere ? "was there" : $"{Sizes.Of(version.BytesSent)} sent";
            output.Line($"{version.Model}@{version.Identity}: {sent}{(number is not null && version == pushed[^1] ? $", {number}" : "")}");
            output.Line($"  {registry.Name}  {version.Content.Digest}");
        }
    }

    private static object Json(PushedVersion version) => new
    {
        version.Model,
        version.Identity,
        digest = version.Content.Digest,
        version.Tag,
        version.WasThere,
        blobs = new { there = version.BlobsThere, mounted = version.BlobsMounted, sent = version.BlobsSent, bytes = version.BytesSent },
    };
}
