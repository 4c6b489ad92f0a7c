using System.Text.Json;
using Modelyard.Content;
using Modelyard.Images.Builder;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Running.Store;
using Modelyard.Versions.Publishing;

namespace Modelyard.Running.Sharing;

/// <summary>
/// Committed steps in a repository of a registry, by their keys: the record as the configuration of an artifact, each output as a layer. An entry is
/// immutable, as its key's tag is.
/// </summary>
public sealed class SharedEntries(YardStore store, IImageRepository repository) : IDisposable
{
    /// <summary>The repository below a registry's path that holds them.</summary>
    public const string Repository = "cache";

    private const string Type = "application/vnd.modelyard.step.v1+json";
    private const string Record = "application/vnd.modelyard.step.record.v1+json";
    private const string Place = "/object";

    private readonly LayerRecords _records = new(Path.Combine(store.Root, "layers"));
    private readonly SourceLayers _layers = new(store, null!, "");

    /// <summary>Sends the entry of a key, unless it is there.</summary>
    /// <param name="mayDiffer">Whether outputs of another run may be others: of a step that is not deterministic, the entry that is there is as good.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="Diagnostics.YardException">YARD3022: the key has other outputs there, which stay.</exception>
    public async Task<bool> PushAsync(Digest key, StepRecord record, bool mayDiffer, CancellationToken cancellation)
    {
        if (await IsThereAsync(key, record, mayDiffer, cancellation)) return false;
        var outputs = record.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal)
            .Select(output => (Port: output.Key, Layer: RecipeLayers.Layer(_layers.OfObject(output.Key, output.Value, Place), _records, cancellation)))
            .ToList();
        var config = new MemoryBlob(Record, JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Options));
        var manifest = ManifestContent.Of(new ImageManifest
        {
            ArtifactType = Type,
            Config = config.Descriptor,
            Layers = [.. outputs.Select(output => output.Layer.Blob.Descriptor with { Annotations = new Dictionary<string, string> { [AnnotationKeys.Title] = output.Port } })],
        });
        try
        {
            await new PlannedImage("entry", key.Short, [.. outputs.Select(output => output.Layer).DistinctBy(layer => layer.DiffId)], config, manifest, [])
                .PushAsync(repository, TagOf(key), [], cancellation);
            return true;
        }
        catch (Diagnostics.YardException taken) when (taken.Diagnostics.All(diagnostic => diagnostic.Code == OciCodes.TagTaken))
        {
            // Somebody else was first, a moment ago: their record tells of their run, and the outputs must be the same.
            if (await IsThereAsync(key, record, mayDiffer, cancellation)) return false;
            throw;
        }
    }

    /// <summary>Brings the entry of a key into the store, unless it is there, whole.</summary>
    /// <returns>Whether the store has it now.</returns>
    /// <exception cref="Diagnostics.YardException">YARD3021: what is there is not what the record says.</exception>
    public async Task<bool> PullAsync(Digest key, CancellationToken cancellation)
    {
        if (store.Steps.Find(key) is { } known && known.Outputs.Values.All(store.Objects.Find)) return true;
        if (await repository.FindManifestAsync(TagOf(key), cancellation) is not { } content) return false;
        var manifest = content.AsManifest();
        var record = await RecordAsync(key, manifest, cancellation);
        if (CanonicalJson.Digest(record.KeyDocument) != key) throw Wrong(key, "its record is of another key");
        foreach (var layer in manifest.Layers)
        {
            var port = layer.Annotations?.GetValueOrDefault(AnnotationKeys.Title) ?? "";
            if (!record.Outputs.TryGetValue(port, out var expected)) throw Wrong(key, $"it has a layer '{port}' that its record does not name");
            if (!store.Objects.Find(expected)) await FetchAsync(key, layer, port, expected, cancellation);
        }

        // All outputs, or none: a record without one of them would be a hit that is none.
        var missing = record.Outputs.Where(output => !store.Objects.Find(output.Value)).Select(output => output.Key).ToList();
        if (missing.Count > 0) throw Wrong(key, $"it lacks the layer of {string.Join(", ", missing)}");
        store.Steps.Commit(key, record);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => (repository as IDisposable)?.Dispose();

    private async Task<bool> IsThereAsync(Digest key, StepRecord record, bool mayDiffer, CancellationToken cancellation)
    {
        if (await repository.FindManifestAsync(TagOf(key), cancellation) is not { } content) return false;
        var there = await RecordAsync(key, content.AsManifest(), cancellation);
        var differing = record.Outputs.Keys.Union(there.Outputs.Keys).Order(StringComparer.Ordinal)
            .Where(port => !record.Outputs.TryGetValue(port, out var ours) || !there.Outputs.TryGetValue(port, out var theirs) || ours != theirs)
            .Select(port => $"'{port}' is {Name(there, port)} there and {Name(record, port)} here")
            .ToList();
        return differing.Count == 0 || mayDiffer ? true : throw RunCodes.EntryDiffers.Failure($"{repository.Name}:{TagOf(key)} (run {there.Run}): output {string.Join(", ", differing)}");

        static string Name(StepRecord record, string port) => record.Outputs.TryGetValue(port, out var digest) ? digest.ToString() : "missing";
    }

    private Task<StepRecord> RecordAsync(Digest key, ImageManifest manifest, CancellationToken cancellation) =>
        VersionArtifact.ReadAsync<StepRecord>(repository, manifest.Config, $"{repository.Name}:{TagOf(key)}", cancellation);

    private async Task FetchAsync(Digest key, Descriptor layer, string port, Digest expected, CancellationToken cancellation)
    {
        var folder = store.Staging.NewFolder("entry");
        await using var archive = await repository.OpenBlobAsync(layer, cancellation);
        await ModelArchive.UnpackAsync(archive, ImagePlaces.InLayer(Place), folder, layer.Size, $"{repository.Name}@{layer.Digest}", cancellation);
        // Looked at before it becomes an object: what is not the entry's has no place in the store.
        if (ContentTree.Of(folder).Digest is var found && found != expected) throw Wrong(key, $"output '{port}' is {found}; its record says {expected}");
        store.Objects.Commit(folder);
    }

    private Diagnostics.YardException Wrong(Digest key, string why) => RunCodes.WrongEntry.Failure($"{repository.Name}:{TagOf(key)}: {why}");

    private static string TagOf(Digest key) => $"step-{key.Hex}";
}
