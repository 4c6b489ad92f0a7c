using System.Net;
using System.Net.Http.Headers;
using Modelyard.Content;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>Reads and writes the manifests of one repository of a registry.</summary>
internal sealed class RegistryManifests(RegistryConnection connection)
{
    private const string DigestHeader = "Docker-Content-Digest";

    private string Name => connection.Repository.Repository;

    /// <summary>The manifest of a tag or digest, checked; <see langword="null"/> where there is none.</summary>
    public Task<ManifestContent?> FindAsync(string tagOrDigest, CancellationToken cancellation)
    {
        var what = $"reading {connection.Repository.With(tagOrDigest)}";
        return connection.TryAsync<ManifestContent?>(
            async stop =>
            {
                using var answer = await connection.SendOnceAsync(what, () => Request(HttpMethod.Get, tagOrDigest), "pull", stop, HttpStatusCode.OK, HttpStatusCode.NotFound);
                if (answer.StatusCode == HttpStatusCode.NotFound) return null;
                var bytes = await AnswerBody.ReadAsync(answer, what, stop);
                var expected = Digest.TryParse(tagOrDigest, out var asked) ? asked : SaidBy(answer);
                if (expected is { } digest && Digest.Of(bytes) != digest) throw OciCodes.WrongContent.Failure($"{connection.Repository.With(tagOrDigest)} holds {Digest.Of(bytes)}; expected {digest}");
                var type = answer.Content.Headers.ContentType?.MediaType;
                return type is not null && MediaTypes.IsManifest(type) ? new ManifestContent(type, bytes) : ManifestContent.Recognise(bytes)
                    ?? throw OciCodes.BadDocument.Failure($"{connection.Repository.With(tagOrDigest)} is {type}, not a manifest of the OCI specification");
            },
            cancellation);
    }

    /// <summary>Pushes a manifest under a tag that is free or its own.</summary>
    /// <returns>Whether the registry lists it among the referrers of its subject by itself.</returns>
    /// <exception cref="Diagnostics.YardException">YARD8005.</exception>
    public async Task<bool> PushAsync(ManifestContent manifest, string? tag, CancellationToken cancellation)
    {
        if (tag is not null && await FindTagAsync(tag, cancellation) is { } taken && taken != manifest.Digest)
        {
            throw OciCodes.TagTaken.Failure($"{Name}: the tag {tag} names {taken}; {manifest.Digest} was to be pushed under it");
        }

        var made = manifest.Subject is { } subject ? Tags.OfReferrer(subject.Digest, manifest.Digest) : Tags.OfManifest(manifest.Digest);
        return await PutAsync(manifest, tag ?? made, cancellation);
    }

    /// <summary>Puts a manifest under a tag, whatever was there.</summary>
    /// <returns>Whether the registry lists it among the referrers of its subject by itself.</returns>
    public async Task<bool> PutAsync(ManifestContent manifest, string tag, CancellationToken cancellation)
    {
        var what = $"pushing {manifest.Digest} as {Name}:{tag}";
        using var answer = await connection.SendAsync(
            what,
            () => new(HttpMethod.Put, connection.At($"manifests/{tag}"))
            {
                Content = new ReadOnlyMemoryContent(manifest.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
            },
            "push",
            cancellation,
            HttpStatusCode.Created);
        if (SaidBy(answer) is { } arrived && arrived != manifest.Digest) throw OciCodes.WrongContent.Failure($"{what}: the registry received {arrived}");
        return answer.Headers.Contains("OCI-Subject");
    }

    /// <summary>
    /// What a tag names. A tag at which the registry fails for good names nothing that anybody could pull: version 2.8 writes tags in place,
    /// and a crash can leave an empty one, which pushing again mends.
    /// </summary>
    public Task<Digest?> FindTagAsync(string tag, CancellationToken cancellation)
    {
        var what = $"looking for {Name}:{tag}";
        var tries = 0;
        return connection.TryAsync<Digest?>(
            async stop =>
            {
                try
                {
                    using var answer = await connection.SendOnceAsync(what, () => Request(HttpMethod.Head, tag), "pull", stop, HttpStatusCode.OK, HttpStatusCode.NotFound);
                    return answer.StatusCode == HttpStatusCode.NotFound ? null : SaidBy(answer) ?? (await FindAsync(tag, stop))?.Digest;
                }
                catch (TransientFailure failed) when (failed.Status == HttpStatusCode.InternalServerError && tries++ >= connection.Retries)
                {
                    return null;
                }
            },
            cancellation);
    }

    private HttpRequestMessage Request(HttpMethod method, string tagOrDigest)
    {
        var request = new HttpRequestMessage(method, connection.At($"manifests/{tagOrDigest}"));
        foreach (var type in MediaTypes.Manifests) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return request;
    }

    private static Digest? SaidBy(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(DigestHeader, out var said) && Digest.TryParse(said.First(), out var digest) ? digest : null;
}
