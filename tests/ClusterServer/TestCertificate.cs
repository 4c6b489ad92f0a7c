using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Modelyard.TestClusters;

/// <summary>A certificate of an authority of its own.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="host">The address or name that it is for.</param>
    /// <param name="valid">From when on; for a day.</param>
    public TestCertificate(string host, DateTimeOffset valid)
    {
        var request = new CertificateRequest("CN=test authority", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(valid.AddDays(-1), valid.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        var server = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        server.CertificateExtensions.Add(names.Build());
        using var signed = server.Create(Authority, valid, valid.AddDays(1), [1]);
        using var whole = signed.CopyWithPrivateKey(key);
        Server = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Who signed it.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The server's, with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
        _authorityKey.Dispose();
    }
}
