using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modelyard.Images.Registry.Credentials;

/// <summary><c>auths</c>, <c>credHelpers</c> and <c>credsStore</c> of one file.</summary>
/// <remarks>Docker's <c>config.json</c>; containers-auth.json(5), whose keys may also be a path in a registry: the longest that fits decides.</remarks>
internal sealed class AuthFile
{
    private readonly string _path;
    private readonly JsonObject _document;

    private AuthFile(string path, JsonObject document) => (_path, _document) = (path, document);

    /// <summary>Reads the file; <see langword="null"/> where there is none.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD8029.</exception>
    public static AuthFile? Read(string path)
    {
        try
        {
            return File.Exists(path) ? new AuthFile(path, JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new JsonException("expected a JSON object")) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw RegistryCodes.BadCredentials.Failure($"{path}: {unreadable.Message}");
        }
    }

    public async Task<Credential?> FindAsync(ImageReference repository, CancellationToken cancellation)
    {
        if (Text(Section("credHelpers"), repository.Host) is { } helper) return await CredentialHelper.GetAsync(helper, repository.Host, _path, cancellation);
        var stored = Section("auths").Where(entry => Fits(Normalised(entry.Key), repository)).OrderByDescending(entry => Normalised(entry.Key).Length).FirstOrDefault();
        if (stored.Value is JsonObject entry && Of(entry, stored.Key) is { } credential) return credential;
        // Where a store has the logins, `auths` has empty entries.
        return Text(_document, "credsStore") is { } store ? await CredentialHelper.GetAsync(store, repository.Host, _path, cancellation) : null;
    }

    private Credential? Of(JsonObject entry, string key)
    {
        var (user, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { } auth)
        {
            try
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0').Split(':', 2);
                if (pair.Length == 2) (user, password) = (pair[0], pair[1]);
                else throw new FormatException("no colon");
            }
            catch (FormatException)
            {
                throw RegistryCodes.BadCredentials.Failure($"{_path}: auths.{key}.auth is not user:password in base64");
            }
        }

        var identity = Text(entry, "identitytoken");
        return user is null || (password is null && identity is null) ? null : new Credential(user, password, identity);
    }

    private JsonObject Section(string name) => _document[name] as JsonObject ?? [];

    private static string? Text(JsonObject section, string name) => section[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    // `docker login` once wrote https://host/v1/ for what is host now.
    private static string Normalised(string key)
    {
        var rest = key.StartsWith("https://", StringComparison.Ordinal) ? key["https://".Length..] : key.StartsWith("http://", StringComparison.Ordinal) ? key["http://".Length..] : null;
        return rest is null ? key.TrimEnd('/') : rest.Split('/')[0];
    }

    private static bool Fits(string key, ImageReference repository) =>
        key == repository.Host || repository.Repository == key || repository.Repository.StartsWith(key + "/", StringComparison.Ordinal);
}
