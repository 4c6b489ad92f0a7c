using Modelyard.Diagnostics;
using Octokit;
using Octokit.Internal;

namespace Modelyard.GitHub;

/// <summary>The API of one repository, by Octokit: tried again where that helps, and one coded error where it does not.</summary>
public sealed class GitHubConnection : IDisposable
{
    private const string Product = "modelyard";

    private readonly PatientHttpClient _http;
    private readonly GitHubClient _client;
    private readonly CancellationToken _cancellation;

    /// <param name="note">Told when something is tried again.</param>
    /// <param name="cancellation">Ends every request: Octokit's methods take none of their own.</param>
    public GitHubConnection(GitHubPlace place, RetryOptions options, TimeProvider time, Action<string> note, CancellationToken cancellation)
    {
        (Place, _cancellation) = (place, cancellation);
        _http = new PatientHttpClient(new RetryingHandler(new SocketsHttpHandler { AllowAutoRedirect = false }, options, time, note, cancellation));
        var credentials = new InMemoryCredentialStore(new Credentials(place.Token, AuthenticationType.Bearer));
        _client = new GitHubClient(new Connection(new ProductHeaderValue(Product), place.Api, credentials, _http, new SimpleJsonSerializer()));
    }

    /// <summary>The repository.</summary>
    public GitHubPlace Place { get; }

    /// <summary>Asks for something.</summary>
    /// <param name="what">What, as a clause for messages: <c>the comments of pull request 12</c>.</param>
    /// <param name="right">The right that it takes, as in a workflow's <c>permissions:</c>.</param>
    /// <exception cref="YardException">YARD8603 to YARD8608.</exception>
    public async Task<T> AskAsync<T>(string what, string right, Func<IGitHubClient, Task<T>> ask)
    {
        try
        {
            // Octokit gives nothing where an answer is no JSON.
            return await ask(_client) ?? throw new FormatException("no JSON");
        }
        catch (OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception failure) when (GitHubFailure.Of(failure, Place, what, right) is { } coded)
        {
            throw coded;
        }
    }

    /// <summary>Asks for something of which there is no answer but that it was done.</summary>
    /// <exception cref="YardException">As <see cref="AskAsync{T}"/>.</exception>
    public Task AskAsync(string what, string right, Func<IGitHubClient, Task> ask) => AskAsync(what, right, async client =>
    {
        await ask(client);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
