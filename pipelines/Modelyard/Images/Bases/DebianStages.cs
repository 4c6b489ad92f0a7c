using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Layers;
using Modelyard.Images.Oci;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>
/// Layers of Debian packages, each assembled once: <c>bases/&lt;digest of what it is made of&gt;.json</c> beside a listing of the root that it ends in;
/// the layer itself is a blob of the local layout.
/// </summary>
internal sealed class DebianStages(YardStore store, OciLayout layout, ICommands commands, TimeProvider time)
{
    private const int Format = 1;

    private readonly string _folder = Path.Combine(store.Root, "bases");

    /// <summary>The layer that turns the stage below into one that has these packages.</summary>
    /// <param name="below">None for the first.</param>
    /// <param name="packages">Those of the stages below included.</param>
    /// <param name="asked">A merged runtime in Python that this stage must satisfy.</param>
    public async Task<DebianStage> StageAsync(
        DebianBaseSpec debian, DebianStage? below, IReadOnlyList<string> packages, RuntimeSpec? asked, IProgress<string> progress, CancellationToken cancellation)
    {
        var architecture = Running.Keys.StepKey.Platform.Split('/')[1];
        var key = CanonicalJson.Digest(new JsonObject
        {
            ["format"] = Format,
            ["suite"] = debian.Suite,
            ["architecture"] = architecture,
            ["below"] = below?.Key.ToString(),
            ["packages"] = new JsonArray([.. packages.Select(package => (JsonNode)package)]),
            ["asked"] = asked is null ? null : RuntimeProbe.Question(asked),
            ["environment"] = new JsonObject((asked?.Environment ?? new Dictionary<string, string>()).Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
        });
        if (await FindAsync(key, cancellation) is { } known) return known;
        using var only = await FileLock.TakeAsync(Path.Combine(_folder, $".{key.Hex}.lock"), time, cancellation);
        if (await FindAsync(key, cancellation) is { } meanwhile) return meanwhile;

        var place = store.Staging.NewFolder("base");
        try
        {
            var log = Path.Combine(store.Root, "setup", "bases.log");
            var assembled = await new DebianAssembly(commands, time).AssembleAsync(debian.Suite, architecture, packages, asked, place, log, progress, cancellation);
            var content = RootDifference.Between(below is null ? [] : RootListing.Read(ListingOf(below.Key)), assembled.Entries);
            var layer = content.Describe(cancellation);
            var files = assembled.Entries.Where(entry => entry.Digest is not null).ToDictionary(entry => "/" + entry.Entry.Path, entry => entry.Digest!.Value, StringComparer.Ordinal);
            var stage = new DebianStage
            {
                Key = key,
                Layer = layer,
                IsEmpty = content.Entries.Count == 0,
                Packages = assembled.Packages,
                Report = assembled.Report,
                BlasFiles = assembled.Report?.Blas?.Files.Distinct().ToDictionary(file => file, file => files[file]) ?? [],
            };
            await layout.PushBlobAsync(new LayerBlob(layer, content), [], cancellation);
            RootListing.Write(ListingOf(key), assembled.Entries);
            DurableFile.Write(RecordOf(key), JsonSerializer.SerializeToUtf8Bytes(stage, BaseJson.Default.DebianStage));
            return stage;
        }
        finally
        {
            StagingArea.Remove(place);
        }
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
