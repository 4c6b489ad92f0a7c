using System.Text.RegularExpressions;
using Modelyard.Diagnostics;

namespace Modelyard.GitHub;

/// <summary>A repository on GitHub, and with what right it is spoken to.</summary>
/// <param name="Api">The API's address, with a slash at the end.</param>
/// <param name="Token">Never written anywhere.</param>
public sealed partial record GitHubPlace(Uri Api, string Owner, string Name, string Token)
{
    private const string PublicApi = "https://api.github.com/";

    /// <summary>As variables of a workflow say it; every problem at once.</summary>
    /// <param name="repository"><c>OWNER/NAME</c>; else GITHUB_REPOSITORY.</param>
    /// <param name="api">Else GITHUB_API_URL, else that of github.com.</param>
    /// <param name="variable">Name → value of an environment variable.</param>
    /// <exception cref="YardException">YARD8601, YARD8602.</exception>
    public static GitHubPlace Of(string? repository, string? api, Func<string, string?> variable)
    {
        var problems = new List<Diagnostic>();
        var (name, source) = repository is not null ? (repository, "--repository") : (Set(variable("GITHUB_REPOSITORY")), "GITHUB_REPOSITORY");
        var parts = name is not null && RepositoryForm().IsMatch(name) ? name.Split('/') : null;
        if (parts is null) problems.Add(GitHubCodes.NoRepository.Error(null, name is null ? "GITHUB_REPOSITORY is not set" : $"{source} is '{name}', expected OWNER/NAME"));
        var (address, from) = api is not null ? (api, "--api") : (Set(variable("GITHUB_API_URL")) ?? PublicApi, "GITHUB_API_URL");
        var isAddress = Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
        if (!isAddress) problems.Add(GitHubCodes.NoRepository.Error(null, $"{from} is '{address}', expected an address such as {PublicApi}"));
        if (Set(variable("GITHUB_TOKEN")) is not { } token) problems.Add(GitHubCodes.NoToken.Error(null, "GITHUB_TOKEN is not set"));
        else if (problems.Count == 0) return new GitHubPlace(uri!, parts![0], parts[1], token);
        throw new YardException(problems);
    }

    /// <summary><c>OWNER/NAME</c>; the token is not part of it.</summary>
    public override string ToString() => $"{Owner}/{Name}";

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    [GeneratedRegex(@"\A[A-Za-z0-9-]+/[A-Za-z0-9._-]+\z")]
    private static partial Regex RepositoryForm();
}
