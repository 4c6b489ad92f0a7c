using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Images.Registry.Credentials;

namespace Modelyard.Images.Registry;

/// <summary>
/// Answers a registry's challenges and remembers the answers: basic credentials for all requests, bearer tokens by what they are needed
/// for (<c>pull</c>, <c>push</c>, and <c>push mount:a/b</c>) until they expire.
/// </summary>
internal sealed class RegistryLogin(ImageReference repository, HttpClient client, RegistryOptions options) : IDisposable
{
    // How long a token lives at least, and where its server does not say.
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (AuthenticationHeaderValue Value, DateTimeOffset Until)> _known = new();
    private readonly SemaphoreSlim _asking = new(1);

    /// <summary>What to send along; <see langword="null"/> where nothing was asked for yet.</summary>
    public AuthenticationHeaderValue? For(string need) =>
        _known.TryGetValue(need, out var known) && known.Until > options.Time.GetUtcNow() ? known.Value
        : _known.TryGetValue("", out var basic) ? basic.Value : null;

    /// <summary>Answers a challenge. Many requests may be challenged at once; one asks, the others take what it got.</summary>
    /// <param name="refused">What was sent along and refused.</param>
    /// <returns><see langword="false"/>: there is nothing better to send.</returns>
    public async Task<bool> AnswerAsync(Challenge challenge, string need, AuthenticationHeaderValue? refused, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (For(need) is { } meanwhile && !meanwhile.Equals(refused)) return true;
            var credential = await options.Credentials.FindAsync(repository, cancellation);
            if (challenge.Scheme == "basic")
            {
                if (credential?.Password is null || (refused is not null && Basic(credential).Equals(refused))) return false;
                _known[""] = (Basic(credential), DateTimeOffset.MaxValue);
                return true;
            }

            var (token, life) = await TokenAsync(challenge, credential, cancellation);
            var bearer = (new AuthenticationHeaderValue("Bearer", token), options.Time.GetUtcNow() + life - Margin);
            _known[need] = bearer;
            // `push mount:a/b` was challenged for both repositories, so it is good for `push` too.
            if (need.Split(' ') is [var larger, _]) _known[larger] = bearer;
            return true;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private async Task<(string Token, TimeSpan Life)> TokenAsync(Challenge challenge, Credential? credential, CancellationToken cancellation)
    {
        var what = $"a token for {repository.Repository}";
        if (!Uri.TryCreate(challenge.Parameters["realm"], UriKind.Absolute, out var realm) || realm.Scheme is not ("http" or "https"))
        {
            throw RegistryCodes.Refused.Failure($"{what}: the registry names '{challenge.Parameters["realm"]}' as its token server; expected an address");
        }

        using var request = credential?.IdentityToken is { } identity ? Exchange(realm, challenge, identity) : Ask(realm, challenge, credential);
        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException failed)
        {
            throw RegistryAnswer.Failure(failed, what, realm);
        }

        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw await RegistryAnswer.FailureAsync(answer, what, options.Time, cancellation);
            return Read(await answer.Content.ReadAsStringAsync(cancellation), $"{what}: {realm.Authority}");
        }
    }

    private static HttpRequestMessage Ask(Uri realm, Challenge challenge, Credential? credential)
    {
        // One `scope` parameter each, as Docker's specification has it; the challenge separates them by spaces.
        var query = Scopes(challenge).Select(scope => ("scope", scope));
        if (challenge.Parameters.TryGetValue("service", out var service)) query = query.Prepend(("service", service));
        if (credential is not null) query = query.Append(("account", credential.User));
        var text = string.Join('&', query.Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query}&{text}" : text }.Uri);
        if (credential is not null) request.Headers.Authorization = Basic(credential);
        return request;
    }

    // OAuth 2.0, RFC 6749 section 6: what `docker login` leaves where the registry gave it a token in place of a password.
    private static HttpRequestMessage Exchange(Uri realm, Challenge challenge, string identity) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "modelyard",
            ["refresh_token"] = identity,
            ["service"] = challenge.Parameters.GetValueOrDefault("service", ""),
            ["scope"] = string.Join(' ', Scopes(challenge)),
        }),
    };

    private static (string Token, TimeSpan Life) Read(string body, string place)
    {
        try
        {
            var document = JsonNode.Parse(body) as JsonObject;
            var token = (document?["token"] ?? document?["access_token"])?.GetValue<string>();
            if (string.IsNullOrEmpty(token)) throw RegistryCodes.Refused.Failure($"{place} answered without a token");
            var life = document!["expires_in"]?.GetValue<double>() is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, ShortestLife.TotalSeconds, 86400)) : ShortestLife;
            return (token, life);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            throw RegistryCodes.Refused.Failure($"{place} answered something else than a token: {unreadable.Message}");
        }
    }

    private static string[] Scopes(Challenge challenge) => challenge.Parameters.GetValueOrDefault("scope", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static AuthenticationHeaderValue Basic(Credential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));
}
