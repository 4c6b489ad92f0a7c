using System.Net;
using System.Net.Http.Headers;
using Modelyard.Content;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>
/// Which manifests refer to which: by the referrers API, else by the index under the tag <c>sha256-&lt;hex&gt;</c>, which who pushes
/// a referrer keeps. Registries have no compare-and-swap. So the index is made of the referrers' own tags, and they are looked at again
/// after it was written: of pushers at the same time the last to write finds what the others have added.
/// </summary>
/// <remarks>OCI distribution specification 1.1, “Listing Referrers”, “Pushing Manifests with Subject”.</remarks>
internal sealed class RegistryReferrers(RegistryConnection connection, RegistryManifests manifests, RegistryTags tags)
{
    private const int Tries = 20;

    private bool _hasNoApi;

    public async Task<IReadOnlyList<Descriptor>> ListAsync(Digest subject, CancellationToken cancellation) =>
        [.. (await AskAsync(subject, cancellation) ?? await ListedAsync(subject, cancellation)).OrderBy(referrer => referrer.Digest.Hex, StringComparer.Ordinal)];

    /// <summary>Lists a manifest that was pushed under its tag, where the registry does not do so itself.</summary>
    public async Task AddAsync(Digest subject, ManifestContent referrer, CancellationToken cancellation)
    {
        for (var number = 0; number < Tries; number++)
        {
            var listed = (await ListedAsync(subject, cancellation)).ToList();
            var missing = await UnlistedAsync(subject, listed, cancellation);
            if (listed.All(entry => entry.Digest != referrer.Digest) && missing.All(entry => entry.Digest != referrer.Digest)) missing.Add(referrer.AsReferrer());
            if (missing.Count == 0) return;
            var index = new ImageIndex { Manifests = [.. listed.Concat(missing).OrderBy(entry => entry.Digest.Hex, StringComparer.Ordinal)] };
            await manifests.PutAsync(ManifestContent.Of(index), Tags.OfReferrers(subject), cancellation);
        }

        throw RegistryCodes.GaveUp.Failure($"{connection.Repository.Repository}: {referrer.Digest} could not be listed under {Tags.OfReferrers(subject)}; others change that tag all the time");
    }

    // Referrers with a tag of their own that the index lacks.
    private async Task<List<Descriptor>> UnlistedAsync(Digest subject, List<Descriptor> listed, CancellationToken cancellation)
    {
        var prefix = Tags.OfReferrers(subject) + ".";
        var known = listed.Select(entry => Tags.OfReferrer(subject, entry.Digest)).ToHashSet(StringComparer.Ordinal);
        var missing = new List<Descriptor>();
        foreach (var tag in (await tags.AllAsync(cancellation)).Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal) && Tags.IsMade(tag) && !known.Contains(tag)))
        {
            if (await manifests.FindAsync(tag, cancellation) is { } found && found.Subject?.Digest == subject) missing.Add(found.AsReferrer());
        }

        return missing;
    }

    private async Task<IReadOnlyList<Descriptor>> ListedAsync(Digest subject, CancellationToken cancellation) =>
        await manifests.FindAsync(Tags.OfReferrers(subject), cancellation) is { IsIndex: true } index ? index.AsIndex().Manifests : [];

    // Null: the registry has no such API.
    private async Task<List<Descriptor>?> AskAsync(Digest subject, CancellationToken cancellation)
    {
        if (_hasNoApi) return null;
        var found = new List<Descriptor>();
        for (Uri? page = connection.At($"referrers/{subject}"); page is not null;)
        {
            var what = $"listing what refers to {connection.Repository.Repository}@{subject}";
            var (index, next) = await connection.TryAsync<(ImageIndex?, Uri?)>(
                async stop =>
                {
                    using var answer = await connection.SendOnceAsync(
                        what, () => new(HttpMethod.Get, page) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(MediaTypes.ImageIndex) } } }, "pull", stop,
                        HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed);
                    // An old registry, or a proxy, may answer any address with a page.
                    if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != MediaTypes.ImageIndex) return (null, null);
                    return (OciJson.Index(await AnswerBody.ReadAsync(answer, what, stop), what), Paging.Next(answer));
                },
                cancellation);
            if (index is null)
            {
                _hasNoApi = true;
                return null;
            }

            found.AddRange(index.Manifests);
            page = next;
        }

        return found;
    }
}
