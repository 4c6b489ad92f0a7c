using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Running.Graph;
using Modelyard.Tests.Shared;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Tests.Versions.Publishing;

/// <summary>A store with versions that nobody trained, beside a layout to publish them in.</summary>
internal sealed class PublishingStore : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public PublishingStore()
    {
        _folder.Write("models/README.md", "");
        Programs.Run("git", "-C", _folder.Path, "init", "-q");
        Workspace = new Workspace(_folder.Path, _folder.At(".yard"), new ProgramFolders(_folder.At("built"), _folder.At("pipelines")), TimeProvider.System);
    }

    public Workspace Workspace { get; }

    /// <summary>Versions that were blessed here.</summary>
    public List<Digest> Blessed { get; } = [];

    /// <summary>What a blessing does.</summary>
    public Action Blessing { get; set; } = () => { };

    public OciLayout Layout => new(_folder.At("layout"));

    public ModelRepository Open(string model) => new(Layout, model);

    public VersionPush Push(Func<string, ModelRepository>? to = null) => new(Workspace, to ?? Open);

    public VersionPull Pull(Func<string, ModelRepository> from) => new(Workspace, from, _ => Task.FromResult<IBlessing>(new Blesser(this)), _ => { });

    /// <summary>Adds a version whose weights are this text.</summary>
    public NamedVersion Add(string model, string weights, params CalledVersion[] calls) => Add(model, weights, savedModel: false, calls);

    /// <summary>The same; its last step may be a SavedModel.</summary>
    public NamedVersion Add(string model, string weights, bool savedModel, params CalledVersion[] calls)
    {
        var artifact = Workspace.Store.Staging.NewFolder("artifact");
        Write(artifact, "chain.json", "{}");
        Write(artifact, "code/part/run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(artifact, "code/part/run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write(artifact, "state/fit/weights", weights);
        Write(artifact, $"state/fit/{new string('n', 150)}", "a name that is longer than ustar's");
        if (savedModel) Write(artifact, "saved-model/saved_model.pb", weights);
        var golden = Workspace.Store.Staging.NewFolder("golden");
        Write(golden, "golden.json", """{"instances":[],"predictions":[]}""");
        var tree = Workspace.Store.Objects.Commit(artifact);
        var steps = new Dictionary<string, VersionStep> { ["fit"] = new("part", Digest.Of("key"u8), new Dictionary<string, Digest> { ["out"] = Digest.Of("out"u8) }) };
        var signature = new JsonObject { ["instance"] = new JsonObject() };
        var manifest = new VersionManifest
        {
            Identity = VersionIdentity.Of(model, "plain", [KeyValuePair.Create("fit", Digest.Of("key"u8))], tree.Digest, signature, Digest.Of("rows"u8)),
            Model = model,
            Candidate = "plain",
            Artifact = new ArtifactReference(tree.Digest, tree.Bytes),
            Steps = steps,
            Signature = signature,
            EvaluationData = Digest.Of("rows"u8),
            Metrics = new SortedDictionary<string, double> { ["accuracy"] = 0.875 },
            Golden = Workspace.Store.Objects.Commit(golden).Digest,
            Calls = calls,
            Serving = new VersionServing("flask-sklearn", 2, null, "baked"),
        };
        return Workspace.Versions.Add(manifest, new VersionOrigin($"run of {weights}", new string('a', 40), false, DateTimeOffset.UnixEpoch.AddDays(weights.Length), StartSeconds: 1.25, Memory));
    }

    public void Dispose()
    {
        Workspace.Dispose();
        _folder.Dispose();
    }

    private static void Write(string folder, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }

    private static ServerMemory Memory { get; } = new(300 << 20, 20 << 20, 2);

    private sealed class Blesser(PublishingStore store) : IBlessing
    {
        public Task<ServerFigures> BlessAsync(VersionManifest manifest, CancellationToken cancellation)
        {
            store.Blessing();
            store.Blessed.Add(manifest.Identity);
            return Task.FromResult(new ServerFigures(TimeSpan.FromSeconds(1.25), Memory));
        }
    }
}
