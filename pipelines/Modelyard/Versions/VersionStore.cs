using System.Globalization;
using System.Text;
using System.Text.Json;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Store;

namespace Modelyard.Versions;

/// <summary>A version with the name it goes by on this machine.</summary>
/// <param name="Name"><c>dev3</c>; numbers <c>v1, v2, …</c> are given on merge only.</param>
public sealed record NamedVersion(string Name, VersionManifest Manifest, VersionOrigin? Origin)
{
    /// <summary>The number behind <c>dev</c>.</summary>
    public int Number => int.Parse(Name.AsSpan("dev".Length), CultureInfo.InvariantCulture);
}

/// <summary>A version by what it is of, wherever it lies.</summary>
public sealed record CandidateVersion(string Model, string Candidate, Digest Identity)
{
    public static CandidateVersion Of(VersionManifest manifest) => new(manifest.Model, manifest.Candidate, manifest.Identity);
}

/// <summary>
/// The versions of this store: <c>versions/&lt;model&gt;/&lt;identity&gt;.json</c>, immutable, and <c>devN</c> beside them, each a
/// file that holds an identity and is claimed by exclusive creation, so that two processes never give one number to two versions.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="numbers">Model → number → identity, as the repository's ledgers say; none: versions have no numbers.</param>
public sealed class VersionStore(string root, Func<string, IReadOnlyDictionary<string, Digest>>? numbers = null)
{
    /// <summary>Models that have versions here.</summary>
    public IReadOnlyList<string> Models() =>
        Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)] : [];

    /// <summary>All versions of a model, oldest first.</summary>
    public IReadOnlyList<NamedVersion> Of(string model) =>
        !Directory.Exists(Folder(model))
            ? []
            : [.. Directory.EnumerateFiles(Folder(model), "dev*")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name!.AsSpan("dev".Length), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(name => Read(model, name!))
                .OfType<NamedVersion>()
                .OrderBy(version => version.Number)];

    /// <summary>The versions of a model that have numbers: identity → number.</summary>
    public IReadOnlyDictionary<Digest, string> Numbers(string model) => NumbersOf(model).DistinctBy(number => number.Value).ToDictionary(number => number.Value, number => number.Key);

    /// <summary>The newest version, of one candidate or of all.</summary>
    public NamedVersion? Newest(string model, string? candidate = null) =>
        Of(model).LastOrDefault(version => candidate is null || version.Manifest.Candidate == candidate);

    /// <summary>
    /// The version of a candidate that was blessed last. A change that is taken back leads to the version it had before, under its
    /// old number: that one is current then, although a higher number exists.
    /// </summary>
    public NamedVersion? Current(string model, string candidate)
    {
        var current = PointedTo(model, candidate) is { } identity ? FindIdentity(model, identity) : null;
        return current ?? Newest(model, candidate);
    }

    /// <summary>
    /// What <see cref="Current"/> is of, wherever that lies: a candidate that was blessed on a cluster has its version in the registry there, and here only its
    /// identity.
    /// </summary>
    public CandidateVersion? CurrentIdentity(string model, string candidate) =>
        (PointedTo(model, candidate) ?? Newest(model, candidate)?.Manifest.Identity) is { } identity ? new CandidateVersion(model, candidate, identity) : null;

    /// <summary>Makes a version its candidate's current one.</summary>
    public void MakeCurrent(VersionManifest manifest) => MakeCurrent(CandidateVersion.Of(manifest));

    /// <summary>The same, of one that need not be in this store.</summary>
    public void MakeCurrent(CandidateVersion version)
    {
        var pointer = Pointer(version.Model, version.Candidate);
        var identity = Encoding.ASCII.GetBytes(version.Identity.ToString());
        if (!File.Exists(pointer) || !File.ReadAllBytes(pointer).AsSpan().SequenceEqual(identity)) DurableFile.Write(pointer, identity);
    }

    /// <summary>Finds a version by <c>newest</c>, <c>dev3</c>, <c>v7</c>, <c>v7@sha256:…</c> or <c>sha256:…</c> (12 digits or more will do).</summary>
    /// <exception cref="YardException">YARD4005.</exception>
    public NamedVersion Find(string model, string reference)
    {
        var all = Of(model);
        var found = reference == "newest"
            ? all is [.., var last] ? last : null
            : all.FirstOrDefault(version => version.Name == reference || IsIdentity(version, reference)) ?? (Numbered(model, reference) is { } identity ? all.FirstOrDefault(version => version.Manifest.Identity == identity) : null);
        if (found is not null) return found;
        var known = all.Count == 0 ? "it has none yet" : $"it has {string.Join(", ", all.Select(version => version.Name))}";
        var hint = all.Count == 0 ? $"make one with `./yard run {model}`" : NearestName.Hint(reference, all.Select(version => version.Name).Append("newest"));
        throw VersionCodes.UnknownVersion.Failure($"{model} has no version '{reference}'; {known}", hint);
    }

    /// <summary>The identity that <c>v7</c>, or <c>v7@sha256:…</c>, means; <see langword="null"/> where the text is neither, or the number is not that version's.</summary>
    public Digest? Numbered(string model, string reference)
    {
        if (reference.Split('@', 2) is not [['v', ..] number, .. var pinned]) return null;
        Digest? known = NumbersOf(model).TryGetValue(number, out var identity) ? identity : null;
        if (pinned is not [var text]) return known;
        // Where no ledger is at hand, what v7@sha256:… means is said by what comes after the number.
        return Digest.TryParse(text, out var asked) && (known ?? asked) == asked ? asked : null;
    }

    /// <summary>Finds a version by its identity.</summary>
    public NamedVersion? FindIdentity(string model, Digest identity) => Of(model).FirstOrDefault(version => version.Manifest.Identity == identity);

    /// <summary>The version that another model calls.</summary>
    /// <exception cref="YardException">YARD4010: it is gone.</exception>
    public VersionManifest Called(Running.Graph.CalledVersion call) => FindIdentity(call.Model, call.Identity)?.Manifest
        ?? throw VersionCodes.CalledModelUntrained.Failure($"{call.Model} has no version {call.Identity} any more, which another model calls", $"./yard run {call.Model}");

    /// <summary>Adds a blessed version and names it; one that exists already keeps its name.</summary>
    public NamedVersion Add(VersionManifest manifest, VersionOrigin origin)
    {
        var place = Path.Combine(Folder(manifest.Model), manifest.Identity.Hex);
        // Two processes that add one version at the same time must not both look, find nothing and claim a number each.
        using var alone = FileLock.Wait(Path.Combine(Folder(manifest.Model), ".adding.lock"));
        if (FindIdentity(manifest.Model, manifest.Identity) is { } known) return known;
        DurableFile.TryCreate(place + ".json", JsonSerializer.SerializeToUtf8Bytes(manifest, StoreJson.Options));
        DurableFile.TryCreate(place + ".origin.json", JsonSerializer.SerializeToUtf8Bytes(origin, StoreJson.Options));
        // A name whose manifest was lost has its version again now.
        if (FindIdentity(manifest.Model, manifest.Identity) is { } found) return found;

        var identity = Encoding.ASCII.GetBytes(manifest.Identity.ToString());
        for (var number = Newest(manifest.Model)?.Number + 1 ?? 1; ; number++)
        {
            var name = $"dev{number}";
            if (DurableFile.TryCreate(Path.Combine(Folder(manifest.Model), name), identity)) return new NamedVersion(name, manifest, origin);
        }
    }

    private IReadOnlyDictionary<string, Digest> NumbersOf(string model) => numbers?.Invoke(model) ?? new Dictionary<string, Digest>();

    private NamedVersion? Read(string model, string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(model), name));
        if (!Digest.TryParse(text, out var identity)) throw VersionCodes.DamagedManifest.Failure($"{model}/{name} does not hold an identity but '{text}'");
        var place = Path.Combine(Folder(model), identity.Hex);
        var manifest = Json<VersionManifest>(place + ".json");
        // Taken away, by a person who follows YARD4007's advice: there is no such version until it is made again.
        if (manifest is null) return null;
        if (manifest.Identity != identity) throw VersionCodes.DamagedManifest.Failure($"{place}.json is not the manifest of {identity}");
        return new NamedVersion(name, manifest, Json<VersionOrigin>(place + ".origin.json"));
    }

    private static T? Json<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), StoreJson.Options) : null;
        }
        catch (JsonException damaged)
        {
            throw VersionCodes.DamagedManifest.Failure($"{path} cannot be read: {damaged.Message}");
        }
    }

    private static bool IsIdentity(NamedVersion version, string reference) =>
        reference.StartsWith("sha256:", StringComparison.Ordinal)
        && reference.Length >= "sha256:".Length + 12
        && version.Manifest.Identity.ToString().StartsWith(reference, StringComparison.Ordinal);

    private Digest? PointedTo(string model, string candidate) =>
        Pointer(model, candidate) is var pointer && File.Exists(pointer) && Digest.TryParse(File.ReadAllText(pointer), out var identity) ? identity : null;

    private string Pointer(string model, string candidate) => Path.Combine(Folder(model), "current", candidate);

    private string Folder(string model) => Path.Combine(root, model);
}
