using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry.Servers;

/// <summary>Gives tokens, signed by a key that a registry trusts, to who knows a password or has an identity token.</summary>
/// <remarks>Docker's “Token Authentication Specification”.</remarks>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string User = "ann", Password = "s3cret:with colon", IdentityToken = "identity";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ScratchFolder _folder = new();
    private readonly X509Certificate2 _certificate;
    private LoopbackServer? _server;

    private TokenServer()
    {
        var now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        _folder.Write("tokens.pem", _certificate.ExportCertificatePem());
    }

    /// <summary>What was asked: <c>GET service=… scope=…</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Where tokens are.</summary>
    public string Realm => $"http://{_server!.Host}/token";

    /// <summary>Repositories that nobody may read.</summary>
    public IReadOnlyList<string> Closed { get; set; } = [];

    /// <summary>The configuration of a registry that takes these tokens.</summary>
    public string Configuration => $$"""auth: { token: { realm: "{{Realm}}", service: tests, issuer: tests, rootcertbundle: {{_folder.At("tokens.pem")}} } }""";

    public static async Task<TokenServer> StartAsync()
    {
        var server = new TokenServer();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var asked = request.Method == "POST" ? (await request.ReadFormAsync(TestContext.Current.CancellationToken)).ToDictionary(pair => pair.Key, pair => pair.Value) : request.Query.ToDictionary(pair => pair.Key, pair => pair.Value);
        var scopes = asked.TryGetValue("scope", out var said) ? said.SelectMany(scope => scope!.Split(' ')).ToList() : [];
        // The registry names actions in any order.
        var sorted = scopes.Select(scope => scope[..(scope.LastIndexOf(':') + 1)] + string.Join(',', scope[(scope.LastIndexOf(':') + 1)..].Split(',').Order(StringComparer.Ordinal)));
        Asked.Enqueue($"{request.Method} {string.Join(' ', sorted)}");
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        var isKnown = request.Method == "POST" ? asked["grant_type"] == "refresh_token" && asked["refresh_token"] == IdentityToken : request.Headers.Authorization == basic && asked["account"] == User;
        if (!isKnown || asked["service"] != "tests")
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"errors":[{"code":"UNAUTHORIZED","message":"who are you?"}]}""", CancellationToken.None);
            return;
        }

        await context.Response.WriteAsync(new JsonObject { [request.Method == "POST" ? "access_token" : "token"] = Token(scopes), ["expires_in"] = 300 }.ToJsonString(), CancellationToken.None);
    }

    private string Token(List<string> scopes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)) };
        var access = scopes.Select(scope => scope.Split(':')).Where(scope => !Closed.Contains(scope[1]))
            .Select(JsonNode? (scope) => new JsonObject { ["type"] = scope[0], ["name"] = scope[1], ["actions"] = new JsonArray([.. scope[2].Split(',').Select(action => JsonValue.Create(action))]) });
        var claims = new JsonObject
        {
            ["iss"] = "tests", ["sub"] = User, ["aud"] = "tests", ["exp"] = now + 300, ["nbf"] = now - 60, ["iat"] = now, ["jti"] = $"{Asked.Count}", ["access"] = new JsonArray([.. access]),
        };
        var text = $"{Encoded(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Encoded(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encoded(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encoded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
