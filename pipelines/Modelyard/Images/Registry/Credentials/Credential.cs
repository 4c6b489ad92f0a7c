namespace Modelyard.Images.Registry.Credentials;

/// <summary>A login at a registry.</summary>
/// <param name="Password">Not there where an identity token is.</param>
/// <param name="IdentityToken">What a token server gives tokens for, in place of a password.</param>
public sealed record Credential(string User, string? Password, string? IdentityToken = null)
{
    /// <summary>Never says the secret: records print their fields.</summary>
    public override string ToString() => User;
}

/// <summary>Where logins come from.</summary>
public interface ICredentialSource
{
    /// <summary>The login for a repository; <see langword="null"/>: nobody is logged in there.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8029, YARD8030.</exception>
    Task<Credential?> FindAsync(ImageReference repository, CancellationToken cancellation);
}
