using System.Net;
using System.Net.Http.Headers;
using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>Reads one blob of a registry, going on where a connection broke off.</summary>
internal sealed class BlobDownload(RegistryConnection connection, Descriptor blob, int tries)
{
    private string What => $"reading {blob.Digest} of {connection.Repository.Repository}";

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8002: it is not there.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var body = new ResumedStream(OpenAtAsync, tries, connection.Patience, connection.Time);
        try
        {
            return new VerifiedStream(await body.OpenAsync(cancellation), blob, $"{connection.Repository.Repository}@{blob.Digest}");
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private async Task<Stream> OpenAtAsync(long start, CancellationToken cancellation)
    {
        var answer = await connection.SendAsync(What, () => Request(start), "pull", cancellation, HttpStatusCode.OK, HttpStatusCode.PartialContent, HttpStatusCode.NotFound);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            throw OciCodes.NoBlob.Failure($"{connection.Repository.Repository} does not have {blob} ({blob.MediaType})");
        }

        var body = await answer.Content.ReadAsStreamAsync(cancellation);
        // Who knows no ranges sends all of it again.
        if (start > 0 && answer.StatusCode == HttpStatusCode.OK) await SkipAsync(body, start, cancellation);
        return body;
    }

    private HttpRequestMessage Request(long start)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, connection.At($"blobs/{blob.Digest}"));
        if (start > 0) request.Headers.Range = new RangeHeaderValue(start, null);
        return request;
    }

    private static async Task SkipAsync(Stream body, long count, CancellationToken cancellation)
    {
        var buffer = new byte[128 << 10];
        while (count > 0)
        {
            var got = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellation);
            if (got == 0) throw new EndOfStreamException();
            count -= got;
        }
    }
}
