using System.CommandLine;
using Modelyard.Cli.Display;
using Modelyard.Images.Runtimes;
using Modelyard.Serving;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard pull MODEL@VERSION [--registry REGISTRY]</c></summary>
internal sealed class PullCommand : YardCommand
{
    private readonly Argument<string> _version = new("MODEL@VERSION") { Description = "A version of the registry: v7, newest, or sha256:… (12 digits or more of its identity)." };
    private readonly Option<string?> _registry = new("--registry") { Description = "Where from: " + RegistryArgument.Forms + " Default: the layout in the store.", HelpName = "REGISTRY" };

    public PullCommand()
        : base("pull", "Bring a version of a registry into this store, with those that it calls. A server is started from it and must answer its golden rows; then it can be served here.")
    {
        Arguments.Add(_version);
        Options.Add(_registry);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard pull item-photo@v7 --registry registry.example/modelyard",
        "yard pull item-photo@newest --registry production",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var (model, reference) = ModelArgument.WithVersion(arguments.GetRequiredValue(_version), workspace);
        var registry = ModelRegistry.Of(arguments.GetValue(_registry), workspace);
        using var repository = registry.Open(model);
        var published = await repository.FindAsync(reference, cancellation);
        var pull = new VersionPull(workspace, registry.Open, manifest => BlessingAsync(manifest, workspace, output, cancellation), output.Note);
        var version = await pull.PullAsync(published, cancellation);
        if (output.IsJson) output.Json(new { model, registry = registry.Name, version.Name, identity = version.Manifest.Identity, digest = published.Content.Digest });
        else output.Line($"{model}@{version.Name} is {version.Manifest.Identity}");
        return ExitCodes.Done;
    }

    /// <summary>Replays golden rows on a server of this machine.</summary>
    internal static async Task<IBlessing> BlessingAsync(VersionManifest version, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var names = version.Calls.Select(call => workspace.Versions.FindIdentity(call.Model, call.Identity)!.Manifest.Serving.Runtime).Append(version.Serving.Runtime).Distinct().ToList();
        var missing = names.Where(name => !workspace.Repository.Runtimes.ContainsKey(name)).ToList();
        if (missing.Count > 0) throw VersionCodes.NoRuntime.Failure($"{version.Model}@{version.Identity} is served by {string.Join(", ", missing)}; there are {string.Join(", ", workspace.Repository.Runtimes.Keys.Order(StringComparer.Ordinal))}");
        var needs = new RuntimeNeeds([.. names.Select(name => RuntimeInheritance.Merge(name, workspace.Repository.Runtimes))], []);
        var provision = await new RuntimeProvisioner(workspace.Store.Root, workspace.Time).ProvisionAsync(needs, new Notes(output), cancellation);
        return new ServerBlessing(workspace.Store, workspace.Pinned(provision), samplesOf: null);
    }
}
