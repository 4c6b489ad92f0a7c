using System.Text.Json;
using Modelyard.Content;
using Modelyard.Running.History;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Running.Collection;

/// <summary>Everything that must stay, and why nothing else has a reason to. Found while the store's lock is held.</summary>
internal sealed class Marks
{
    private readonly YardStore _store;
    private readonly DateTimeOffset _since;

    private Marks(YardStore store, DateTimeOffset since) => (_store, _since) = (store, since);

    public HashSet<Digest> Steps { get; } = [];

    public HashSet<Digest> Objects { get; } = [];

    public HashSet<string> Code { get; } = new(StringComparer.Ordinal);

    /// <summary>What models bring, as the keys that stay name it: the environments with just these packages stay.</summary>
    public HashSet<Digest> Requirements { get; } = [];

    /// <summary>Environments that live processes count on.</summary>
    public HashSet<string> Environments { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs that stay, logs and all.</summary>
    public HashSet<string> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs whose record stays since a version points at it.</summary>
    public HashSet<string> Origins { get; } = new(StringComparer.Ordinal);

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD4007: a manifest cannot be read, so nothing can be said to be without reason.</exception>
    public static Marks Of(YardStore store, Retention retention, DateTimeOffset now)
    {
        var marks = new Marks(store, now - retention.Younger);
        marks.AddPinned();
        marks.AddVersions();
        // What components in C# were built into is in no record of a step.
        marks.Objects.UnionWith(store.Builds.All());
        marks.AddRuns(retention.KeepRuns);
        marks.AddRecords();
        return marks;
    }

    /// <summary>Whether something was committed so lately that it is spared.</summary>
    public bool IsYoung(DateTimeOffset committed) => committed > _since;

    private void AddPinned()
    {
        var (objects, steps, code) = _store.Use.Pinned();
        Objects.UnionWith(objects);
        Steps.UnionWith(steps);
        Code.UnionWith(code);
        Environments.UnionWith(_store.Use.PinnedEnvironments());
    }

    // Manifests, not names: one that was killed before it got its name is named by the next run.
    private void AddVersions()
    {
        if (!Directory.Exists(_store.Versions)) return;
        foreach (var path in Directory.EnumerateFiles(_store.Versions, "*.json", SearchOption.AllDirectories))
        {
            if (path.EndsWith(".origin.json", StringComparison.Ordinal)) AddOrigin(path);
            else if (Digest.TryParse($"sha256:{Path.GetFileNameWithoutExtension(path)}", out _)) AddManifest(Read<VersionManifest>(path));
        }
    }

    private void AddOrigin(string path)
    {
        var origin = Read<VersionOrigin>(path);
        Origins.Add(origin.Run);
    }

    private void AddManifest(VersionManifest manifest)
    {
        Objects.UnionWith([manifest.Artifact.Digest, manifest.Golden, manifest.EvaluationData]);
        foreach (var step in manifest.Steps.Values)
        {
            Steps.Add(step.Key);
            Objects.UnionWith(step.Outputs.Values);
        }
    }

    private void AddRuns(int keep)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var run in RunHistories.NewestFirst(_store.Runs))
        {
            var newestOfItsModels = run.Models.Where(seen.Add).ToList().Count > 0;
            if (number++ >= keep && !newestOfItsModels && run.State != RunState.Running && !IsYoung(run.Ended ?? run.Started)) continue;
            Runs.Add(run.Run);
            foreach (var step in run.Steps)
            {
                if (step.Key is { } key) Steps.Add(key);
                AddCode(step.KeyDocument);
            }
        }
    }

    private void AddRecords()
    {
        foreach (var key in _store.Steps.All())
        {
            if (_store.Steps.Find(key) is not { } record) continue;
            if (!Steps.Contains(key) && !IsYoung(record.Committed)) continue;
            // An entry whose object is gone is of no use to anyone.
            if (!record.Outputs.Values.All(output => Directory.Exists(_store.Objects.PathOf(output))))
            {
                Steps.Remove(key);
                continue;
            }

            Steps.Add(key);
            Objects.UnionWith(record.Outputs.Values);
            AddCode(record.KeyDocument);
        }
    }

    private void AddCode(System.Text.Json.Nodes.JsonObject? key)
    {
        if (key?["requirements"] is { } requirements) Requirements.Add(CanonicalJson.Digest(requirements));
        foreach (var part in (string[])["component", "runtime"])
        {
            if (key?[part]?.ToString() is { } treeId) Code.UnionWith(treeId.Split('+'));
        }
    }

    private static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), StoreJson.Options) ?? throw new JsonException("expected an object");
        }
        catch (Exception damaged) when (damaged is JsonException or IOException)
        {
            throw VersionCodes.DamagedManifest.Failure($"{path} cannot be read: {damaged.Message}", "nothing was collected, since what the version needs is not known");
        }
    }
}
