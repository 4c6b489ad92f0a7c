using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Cli.Tests.Registries;

/// <summary>Debian's registry over TLS, signed by an authority of its own, with a password.</summary>
internal sealed class SecureRegistry : IDisposable
{
    private const string User = "ann", Password = "s3cret";

    private readonly ScratchFolder _folder = new();
    private readonly DebianRegistry _registry;

    public SecureRegistry()
    {
        WriteCertificates();
        _folder.Write("htpasswd", Htpasswd());
        _registry = new DebianRegistry(
            $$"""auth: { htpasswd: { realm: tests, path: {{_folder.At("htpasswd")}} } }""",
            $$"""tls: { certificate: {{_folder.At("server.pem")}}, key: {{_folder.At("server.key")}} }""");
        _folder.Write("auth.json", $$$"""{"auths":{"{{{_registry.Host}}}":{"auth":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}}}" } } }""");
    }

    /// <summary>As <c>--registry</c> takes it: on this machine TLS has to be asked for.</summary>
    public string Address => $"https://{_registry.Host}/team";

    /// <summary><c>127.0.0.1:5001</c></summary>
    public string Host => _registry.Host;

    /// <summary>Trusts its authority.</summary>
    public IReadOnlyDictionary<string, string> Trusted => new Dictionary<string, string> { ["SSL_CERT_FILE"] = _folder.At("authority.pem"), ["REGISTRY_AUTH_FILE"] = _folder.At("none.json") };

    /// <summary>Trusts its authority and knows the password.</summary>
    public IReadOnlyDictionary<string, string> LoggedIn => new Dictionary<string, string>(Trusted) { ["REGISTRY_AUTH_FILE"] = _folder.At("auth.json") };

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    private void WriteCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=tests' authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddHours(-1), now.AddHours(23), [1]);
        _folder.Write("authority.pem", authority.ExportCertificatePem());
        _folder.Write("server.pem", certificate.ExportCertificatePem());
        _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    private static string Htpasswd()
    {
        using var process = Process.Start(new ProcessStartInfo("htpasswd", ["-Bbn", User, Password]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }
}
