using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;

namespace Modelyard.Tests.Images.Registry.Servers;

/// <summary>Logins given by a test.</summary>
internal sealed class GivenCredential(Credential? credential) : ICredentialSource
{
    public static GivenCredential None { get; } = new(null);

    public Task<Credential?> FindAsync(ImageReference repository, CancellationToken cancellation) => Task.FromResult(credential);
}

/// <summary>Repositories as tests speak to them: without long pauses.</summary>
internal static class TestRepositories
{
    public static RegistryOptions Options { get; } = new() { Credentials = GivenCredential.None, FirstPause = TimeSpan.FromMilliseconds(5) };

    public static RegistryRepository Open(string host, string path, RegistryOptions? options = null) => new(ImageReference.Parse($"{host}/{path}"), options ?? Options);
}
