using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Modelyard.Clusters;

/// <summary>
/// Checks an API server's certificate, and says what is wrong with it. The client's own check takes a certificate of the right authority for any
/// name at all, and tells no reason.
/// </summary>
internal static class ServerCertificate
{
    /// <summary>Accepts what one of the authorities signed, for the name that was asked for.</summary>
    /// <param name="authorities"><see langword="null"/> for those of the machine.</param>
    /// <exception cref="AuthenticationException">It is not to be trusted; the message says why.</exception>
    public static RemoteCertificateValidationCallback Check(X509Certificate2Collection? authorities, string name) => (_, certificate, chain, found) =>
    {
        if (certificate is not X509Certificate2 shown || chain is null) throw new AuthenticationException("it shows no certificate");
        if (found.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) throw new AuthenticationException($"its certificate is not for '{name}'");
        if (authorities is not null)
        {
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Clear();
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            if (chain.Build(shown)) return true;
        }
        else if (found == SslPolicyErrors.None)
        {
            return true;
        }

        var flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        throw new AuthenticationException(
            flags.HasFlag(X509ChainStatusFlags.NotTimeValid)
                ? $"its certificate is valid from {shown.NotBefore.ToUniversalTime():u} to {shown.NotAfter.ToUniversalTime():u} only"
                : $"its certificate was signed by '{shown.Issuer}', which is not among the authorities that are trusted for it");
    };
}
