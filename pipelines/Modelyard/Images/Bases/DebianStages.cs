using System.Text.Json;
using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;

namespace Modelyard.Images.Bases;

/// <summary>
/// Layers of Debian packages, each assembled once: <c>bases/&lt;digest of what it is made of&gt;.json</c> beside a listing of the root that it ends in;
/// the layer itself is a blob of the local layout.
/// </summary>
internal sealed class DebianStages(YardStore store, OciLayout layout, ICommands commands, TimeProvider time)
{
    private readonly string _folder = Path.Combine(store.Root, "bases");

    /// <summary>The layer that turns the stage below into one that has these packages.</summary>
    /// <exception cref="Diagnostics.YardException">YARD7123, YARD7124, YARD7131.</exception>
    public async Task<DebianStage> StageAsync(StageContent content, IProgress<string> progress, CancellationToken cancellation)
    {
        if (await FindAsync(content, cancellation) is { } known) return known;
        var key = content.Key;
        using var only = await FileLock.TakeAsync(Path.Combine(_folder, $".{key.Hex}.lock"), time, cancellation);
        if (await FindAsync(key, cancellation) is { } meanwhile) return meanwhile;

        var place = store.Staging.NewFolder("base");
        try
        {
            var log = Path.Combine(store.Root, "setup", "bases.log");
            var assembled = await new DebianAssembly(commands, time).AssembleAsync(content, place, log, progress, cancellation);
            var difference = RootDifference.Between(content.Below is { } below ? RootListing.Read(ListingOf(below.Key)) : [], assembled.Entries);
            var layer = difference.Describe(cancellation);
            var files = assembled.Entries.Where(entry => entry.Digest is not null).ToDictionary(entry => "/" + entry.Entry.Path, entry => entry.Digest!.Value, StringComparer.Ordinal);
            var stage = new DebianStage
            {
                Key = key,
                Layer = layer,
                IsEmpty = difference.Entries.Count == 0,
                Packages = assembled.Packages,
                Report = assembled.Report,
                BlasFiles = assembled.Report?.Blas?.Files.Distinct().ToDictionary(file => file, file => files[file]) ?? [],
            };
            await layout.PushBlobAsync(new LayerBlob(layer, difference), [], cancellation);
            RootListing.Write(ListingOf(key), assembled.Entries);
            DurableFile.Write(RecordOf(key), JsonSerializer.SerializeToUtf8Bytes(stage, BaseJson.Default.DebianStage));
            return stage;
        }
        finally
        {
            StagingArea.Remove(place);
        }
    }

    /// <summary>The same where it was assembled before; <see langword="null"/> where it was not.</summary>
    public async Task<DebianStage?> FindAsync(StageContent content, CancellationToken cancellation)
    {
        // What was assembled without a lock, or before there was one, will do where it is what the lock says.
        if (content.Locked is { } locked && await FindAsync((content with { Locked = null }).Key, cancellation) is { } free && locked.Differences(free.Packages).Count == 0) return free;
        return await FindAsync(content.Key, cancellation);
    }

    private async Task<DebianStage?> FindAsync(Digest key, CancellationToken cancellation)
    {
        try
        {
            var stage = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(RecordOf(key), cancellation), BaseJson.Default.DebianStage);
            return stage is not null && File.Exists(ListingOf(key)) && await layout.HasBlobAsync(stage.Layer.Descriptor, cancellation) ? stage : null;
        }
        catch (Exception missing) when (missing is IOException or JsonException)
        {
            return null;
        }
    }

    private string RecordOf(Digest key) => Path.Combine(_folder, key.Hex + ".json");

    private string ListingOf(Digest key) => Path.Combine(_folder, key.Hex + ".root");
}
