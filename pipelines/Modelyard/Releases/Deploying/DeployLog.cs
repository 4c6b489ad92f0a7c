using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Images.Oci;
using Modelyard.Running.Store;
using Modelyard.Traffic;
using Modelyard.Versions.Publishing;

namespace Modelyard.Releases.Deploying;

/// <summary>One deploy that came to its end: what was live from then on.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Commit">HEAD of the working tree; none outside git.</param>
/// <param name="Dirty">Whether the working tree differed from that commit.</param>
/// <param name="Models">All that was live then, by name.</param>
public sealed record DeployEntry(string Environment, DateTimeOffset Time, string? Commit, bool Dirty, IReadOnlyList<DeployedModel> Models);

/// <summary>A live model.</summary>
public sealed record DeployedModel(string Model, string Salt, IReadOnlyList<DeployedArm> Arms)
{
    public static DeployedModel Of(ModelRoute route) =>
        new(route.Model, route.Salt, [.. route.Arms.OrderBy(arm => arm.Name, StringComparer.Ordinal).Select(arm => new DeployedArm(arm.Name, arm.Weight, arm.Version, arm.Identity))]);
}

/// <summary>An arm of a live model.</summary>
/// <param name="Weight">Per cent of the subjects.</param>
public sealed record DeployedArm(string Arm, double Weight, string Version, Digest Identity);

/// <summary>
/// What was ever live in an environment: <c>REGISTRY/deploys/ENVIRONMENT</c>, an artifact for each deploy under the tag <c>deploy-000001</c>, <c>deploy-000002</c>, … . Tags
/// never move (decision 0016), so that nothing in it can be changed or taken away by us.
/// </summary>
public sealed partial class DeployLog(IImageRepository entries, string environment)
{
    /// <summary>Artifact type and media type of an entry.</summary>
    public const string Type = "application/vnd.modelyard.deploy.v1+json";

    // A layout holds everything in one place.
    private readonly string _prefix = entries.Registry is null ? $"deploys-{environment}-deploy-" : "deploy-";

    /// <summary>The log of an environment in its registry.</summary>
    public static DeployLog Open(ModelRegistry registry, string environment) => new(registry.Open($"deploys/{environment}").Images, environment);

    /// <summary>The last deploy that ended at a time or before; <see langword="null"/> where there was none.</summary>
    /// <param name="time">None: now.</param>
    /// <exception cref="YardException">YARD5511.</exception>
    public async Task<DeployEntry?> FindAsync(DateTimeOffset? time, CancellationToken cancellation)
    {
        foreach (var number in (await NumbersAsync(cancellation)).OrderDescending())
        {
            var entry = await ReadAsync(number, cancellation);
            if (time is null || entry.Time <= time) return entry;
        }

        return null;
    }

    /// <summary>Appends a deploy, unless the last one left the same live from the same commit.</summary>
    /// <returns>The number of the deploy that the log ends with.</returns>
    public async Task<int> RecordAsync(DeployEntry entry, CancellationToken cancellation)
    {
        var last = (await NumbersAsync(cancellation)).DefaultIfEmpty().Max();
        if (last == 0) return await AppendAsync(entry, cancellation);
        var known = await ReadAsync(last, cancellation);
        var same = Bytes(known with { Time = entry.Time }).AsSpan().SequenceEqual(Bytes(entry));
        return same ? last : await AppendAsync(entry, cancellation);
    }

    /// <summary>Appends a deploy.</summary>
    /// <returns>Its number, from 1.</returns>
    public async Task<int> AppendAsync(DeployEntry entry, CancellationToken cancellation)
    {
        var document = new MemoryBlob(Type, Bytes(entry));
        var manifest = ManifestContent.Of(new ImageManifest { ArtifactType = Type, Config = Descriptor.Empty, Layers = [document.Descriptor] });
        await entries.PushBlobAsync(MemoryBlob.Empty, [], cancellation);
        await entries.PushBlobAsync(document, [], cancellation);
        for (var number = (await NumbersAsync(cancellation)).DefaultIfEmpty().Max() + 1; ; number++)
        {
            try
            {
                await entries.PushManifestAsync(manifest, TagOf(number), cancellation);
                return number;
            }
            catch (YardException taken) when (taken.Diagnostics[0].Code == OciCodes.TagTaken)
            {
                // Somebody else's deploy came in between; ours is the next.
            }
        }
    }

    private async Task<IReadOnlyList<int>> NumbersAsync(CancellationToken cancellation) =>
        [.. (await entries.ListTagsAsync(cancellation))
            .Where(tag => tag.StartsWith(_prefix, StringComparison.Ordinal) && Number().IsMatch(tag[_prefix.Length..]))
            .Select(tag => int.Parse(tag.AsSpan(_prefix.Length), CultureInfo.InvariantCulture))];

    private async Task<DeployEntry> ReadAsync(int number, CancellationToken cancellation)
    {
        var what = $"{entries.Name}:{TagOf(number)}";
        var manifest = (await entries.FindManifestAsync(TagOf(number), cancellation))?.AsManifest();
        if (manifest?.ArtifactType != Type || manifest.Layers is not [var layer]) throw DeployCodes.NotADeployLog.Failure($"{what} is {manifest?.ArtifactType ?? "no artifact"}; expected {Type}");
        return await VersionArtifact.ReadAsync<DeployEntry>(entries, layer, $"the deploy {what}", cancellation);
    }

    private static byte[] Bytes(DeployEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, StoreJson.Options);

    private string TagOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{number:000000}");

    [GeneratedRegex(@"\A[0-9]{6,9}\z")]
    private static partial Regex Number();
}
