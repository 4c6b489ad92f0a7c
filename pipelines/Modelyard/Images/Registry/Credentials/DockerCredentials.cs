namespace Modelyard.Images.Registry.Credentials;

/// <summary>
/// Logins that <c>docker</c>, <c>podman</c> and <c>skopeo</c> left: the file that <c>REGISTRY_AUTH_FILE</c> names and no other, else
/// <c>$XDG_RUNTIME_DIR/containers/auth.json</c>, <c>$HOME/.config/containers/auth.json</c>, and <c>config.json</c> in
/// <c>$DOCKER_CONFIG</c> or <c>$HOME/.docker</c>. The first that knows the registry decides.
/// </summary>
/// <param name="variable">The value of an environment variable.</param>
public sealed class DockerCredentials(Func<string, string?> variable) : ICredentialSource
{
    /// <summary>Those of this process's environment.</summary>
    public static DockerCredentials OfEnvironment() => new(Environment.GetEnvironmentVariable);

    /// <inheritdoc/>
    public async Task<Credential?> FindAsync(ImageReference repository, CancellationToken cancellation)
    {
        foreach (var file in Files())
        {
            if (AuthFile.Read(file) is { } logins && await logins.FindAsync(repository, cancellation) is { } credential) return credential;
        }

        return null;
    }

    /// <summary>The files that are asked, in their order; not all need be there.</summary>
    public IEnumerable<string> Files()
    {
        if (Set("REGISTRY_AUTH_FILE") is { } only) return [only];
        var home = Set("HOME");
        return new[]
        {
            Below(Set("XDG_RUNTIME_DIR"), "containers/auth.json"),
            Below(Set("XDG_CONFIG_HOME") ?? Below(home, ".config"), "containers/auth.json"),
            Below(Set("DOCKER_CONFIG") ?? Below(home, ".docker"), "config.json"),
        }.OfType<string>();
    }

    private string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string? Below(string? folder, string path) => folder is null ? null : Path.Combine(folder, path);
}
