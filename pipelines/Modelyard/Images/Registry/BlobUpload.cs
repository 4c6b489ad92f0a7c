using System.Net;
using Modelyard.Diagnostics;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>
/// Brings one blob into a registry: looks whether it is there, tries to mount it, sends it. A small blob goes in one request, a larger one
/// in parts; after a failure the registry is asked how far it came, and where it has lost the upload it is begun anew.
/// </summary>
internal sealed class BlobUpload(RegistryConnection connection, IBlob blob, int chunkBytes, int retries) : IDisposable
{
    private const string Push = "push";

    private VerifiedStream? _content;
    private UploadSession? _session;
    private bool _inDoubt;
    private int _begun;

    private Descriptor Blob => blob.Descriptor;

    private string What => $"pushing {Blob.Digest} to {connection.Repository.Repository}";

    public async Task<BlobPush> RunAsync(IReadOnlyList<string> mountFrom, CancellationToken cancellation)
    {
        if (await IsThereAsync(cancellation)) return BlobPush.WasThere;
        foreach (var (path, isLast) in mountFrom.Select((path, number) => (path, number == mountFrom.Count - 1)))
        {
            if (await MountAsync(path, isLast, cancellation)) return BlobPush.Mounted;
        }

        while (!await connection.TryAsync(async stop => await StepAsync(stop), cancellation))
        {
        }

        return BlobPush.Sent;
    }

    /// <inheritdoc/>
    public void Dispose() => _content?.Dispose();

    // A registry that was killed while it wrote may fail (500) at what it has of a blob; sending it again mends that.
    private Task<bool> IsThereAsync(CancellationToken cancellation) => connection.TryAsync(
        async stop =>
        {
            try
            {
                using var answer = await connection.SendOnceAsync(What, () => new(HttpMethod.Head, connection.At($"blobs/{Blob.Digest}")), "pull", stop, HttpStatusCode.OK, HttpStatusCode.NotFound);
                return answer.StatusCode == HttpStatusCode.OK && (answer.Content.Headers.ContentLength ?? Blob.Size) == Blob.Size;
            }
            catch (TransientFailure failed) when (failed.Status == HttpStatusCode.InternalServerError)
            {
                return false;
            }
        },
        cancellation);

    // A registry that cannot or may not mount begins an upload in its place.
    private async Task<bool> MountAsync(string from, bool isLast, CancellationToken cancellation)
    {
        try
        {
            var address = connection.At($"blobs/uploads/?mount={Blob.Digest}&from={from}");
            using var answer = await connection.SendAsync(What, () => new(HttpMethod.Post, address), $"{Push} mount:{from}", cancellation, HttpStatusCode.Created, HttpStatusCode.Accepted);
            if (answer.StatusCode == HttpStatusCode.Created) return true;
            var session = UploadSession.Of(answer, 0, What);
            if (isLast) _session = session;
            else await AbandonAsync(session, cancellation);
            return false;
        }
        catch (YardException refused) when (refused.Diagnostics.All(one => one.Code == RegistryCodes.LoginNeeded || one.Code == RegistryCodes.Forbidden || one.Code == RegistryCodes.NoRepository))
        {
            // Not to be read by us, which says nothing about whether we may push.
            return false;
        }
    }

    private async Task AbandonAsync(UploadSession session, CancellationToken cancellation)
    {
        try
        {
            using var _ = await connection.SendOnceAsync(What, () => new(HttpMethod.Delete, session.Location), Push, cancellation, HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        }
        catch (Exception kept) when (kept is TransientFailure or YardException)
        {
            // Registries forget uploads that nobody goes on with.
        }
    }

    // One request's worth; true when the blob is there.
    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (_inDoubt && await AskAsync(cancellation)) return true;
        _session ??= await BeginAsync(cancellation);
        try
        {
            var left = Blob.Size - _session.Received;
            if (_session.Received > 0 || left > chunkBytes)
            {
                if (left > 0)
                {
                    _session = await SendPartAsync(_session, Math.Min(left, Math.Max(chunkBytes, _session.SmallestChunk)), cancellation);
                    return false;
                }
            }

            await EndAsync(_session, left, cancellation);
            return true;
        }
        catch (TransientFailure)
        {
            _inDoubt = true;
            throw;
        }
    }

    private async Task<UploadSession> BeginAsync(CancellationToken cancellation)
    {
        using var answer = await connection.SendOnceAsync(What, () => new(HttpMethod.Post, connection.At("blobs/uploads/")), Push, cancellation, HttpStatusCode.Accepted);
        _begun++;
        return UploadSession.Of(answer, 0, What) with { Received = 0 };
    }

    private async Task<UploadSession> SendPartAsync(UploadSession session, long length, CancellationToken cancellation)
    {
        var content = await ContentAtAsync(session.Received, cancellation);
        using var answer = await connection.SendOnceAsync(
            What, () => session.Part(content, length), Push, cancellation, HttpStatusCode.Accepted, HttpStatusCode.NotFound, HttpStatusCode.RequestedRangeNotSatisfiable);
        if (answer.StatusCode != HttpStatusCode.Accepted) throw await LostAsync(answer, cancellation);
        return UploadSession.Of(answer, session.Received + length, What);
    }

    private async Task EndAsync(UploadSession session, long left, CancellationToken cancellation)
    {
        var content = left > 0 ? await ContentAtAsync(session.Received, cancellation) : Stream.Null;
        // 400: what arrived does not have the digest; what was sent has it.
        using var answer = await connection.SendOnceAsync(
            What, () => new(HttpMethod.Put, session.Ending(Blob.Digest)) { Content = new ChunkContent(content, left) }, Push, cancellation,
            HttpStatusCode.Created, HttpStatusCode.NotFound, HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.BadRequest);
        if (answer.StatusCode != HttpStatusCode.Created) throw await LostAsync(answer, cancellation);
    }

    // The registry does not go on with this upload: another one may succeed, though not for ever.
    private async Task<Exception> LostAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var failure = await RegistryAnswer.FailureAsync(answer, What, connection.Time, cancellation);
        _session = null;
        return failure is YardException known && _begun <= retries ? new TransientFailure(known, answer.StatusCode) : failure;
    }

    // What became of a request that was not answered; true when the blob is there after all.
    private async Task<bool> AskAsync(CancellationToken cancellation)
    {
        if (await IsThereAsync(cancellation)) return true;
        if (_session is { } session)
        {
            using var answer = await connection.SendOnceAsync(
                What, () => new(HttpMethod.Get, session.Location), Push, cancellation, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.BadRequest);
            _session = answer.StatusCode == HttpStatusCode.NoContent ? UploadSession.Of(answer, 0, What) : null;
        }

        if (_session is null && _begun > retries) throw RegistryCodes.GaveUp.Failure($"{What}: the registry lost the upload {_begun} times");
        _inDoubt = false;
        return false;
    }

    private async Task<Stream> ContentAtAsync(long offset, CancellationToken cancellation)
    {
        if (_content is null || _content.Position > offset)
        {
            if (_content is not null) await _content.DisposeAsync();
            _content = new VerifiedStream(await blob.OpenAsync(cancellation), Blob, $"what was to be pushed to {connection.Repository.Repository}");
        }

        var buffer = new byte[128 << 10];
        while (_content.Position < offset) await _content.ReadExactlyAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, offset - _content.Position)), cancellation);
        return _content;
    }
}
