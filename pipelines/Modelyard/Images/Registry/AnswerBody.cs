using Modelyard.Images.Oci;

namespace Modelyard.Images.Registry;

/// <summary>Bodies that are read whole.</summary>
internal static class AnswerBody
{
    /// <summary>At most as many bytes as a manifest may have.</summary>
    /// <exception cref="TransientFailure">It broke off.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        var address = answer.RequestMessage!.RequestUri!;
        try
        {
            using var body = new MemoryStream();
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[64 << 10];
            for (int got; (got = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                body.Write(buffer, 0, got);
                if (body.Length > ManifestContent.MaximumBytes) throw RegistryCodes.Refused.Failure($"{what}: {address.Authority} answers with more than the {ManifestContent.MaximumBytes} bytes that a manifest or list may have");
            }

            return body.ToArray();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw RegistryAnswer.Failure(broken, what, address);
        }
    }
}
