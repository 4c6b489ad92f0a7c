using System.Text;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    public DockerCredentialsTests() => _environment = new() { ["HOME"] = _folder.At("home") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_asked_in_the_order_of_podman_and_docker()
    {
        Assert.Equal(["home/.config/containers/auth.json", "home/.docker/config.json"], Files());
        _environment["XDG_RUNTIME_DIR"] = _folder.At("run");
        _environment["DOCKER_CONFIG"] = _folder.At("docker");
        Assert.Equal(["run/containers/auth.json", "home/.config/containers/auth.json", "docker/config.json"], Files());
        _environment["REGISTRY_AUTH_FILE"] = _folder.At("own.json");
        Assert.Equal(["own.json"], Files());
    }

    [Fact]
    public async Task The_first_file_that_knows_the_registry_decides()
    {
        _folder.Write("home/.config/containers/auth.json", $$$"""{"auths":{"other.example":{"auth":"{{{Base64("x:y")}}}" } } }""");
        _folder.Write("home/.docker/config.json", $$$"""{"auths":{"registry.example":{"auth":"{{{Base64("ann:pass:word")}}}" } } }""");

        Assert.Equal("ann pass:word ", await FindAsync("registry.example/a"));
        Assert.Equal("x y ", await FindAsync("other.example/a"));
        Assert.Equal("none", await FindAsync("third.example/a"));
    }

    [Theory]
    [InlineData("registry.example/team/model", "team")]
    [InlineData("registry.example/team", "team")]
    [InlineData("registry.example/teams/model", "host")]
    [InlineData("old.example/a", "old")]
    [InlineData("old.example:443/a", "none")]
    public async Task The_longest_key_that_fits_decides(string reference, string expected)
    {
        _folder.Write(
            "home/.docker/config.json",
            $$$"""
            {"auths":{"registry.example":{"auth":"{{{Base64("host:p")}}}" },"registry.example/team":{"auth":"{{{Base64("team:p")}}}" },"https://old.example/v1/":{"username":"old","password":"p" } } }
            """);

        Assert.Equal(expected, (await FindAsync(reference)).Split(' ')[0]);
    }

    [Fact]
    public async Task An_identity_token_takes_the_place_of_a_password()
    {
        _folder.Write("home/.docker/config.json", $$$"""{"auths":{"registry.example":{"auth":"{{{Base64("ann:")}}}","identitytoken":"abc" } } }""");

        Assert.Equal("ann  abc", await FindAsync("registry.example/a"));
    }

    [Fact]
    public async Task Helpers_are_run_as_programs()
    {
        Helper("one", """read host; echo "{\"ServerURL\":\"$host\",\"Username\":\"of $host\",\"Secret\":\"p\"}" """);
        Helper("token", """cat >/dev/null; echo '{"Username":"<token>","Secret":"abc"}'""");
        Helper("none", """cat >/dev/null; echo 'credentials not found in native keychain'; exit 1""");
        _folder.Write("home/.docker/config.json", """{"credHelpers":{"registry.example":"one-HERE","token.example":"token-HERE"},"credsStore":"none-HERE","auths":{"registry.example":{},"plain.example":{}}}""".Replace("HERE", Unique, StringComparison.Ordinal));

        Assert.Equal("of registry.example p ", await FindAsync("registry.example/a"));
        Assert.Equal("<token>  abc", await FindAsync("token.example/a"));
        Assert.Equal("none", await FindAsync("plain.example/a"));
    }

    [Fact]
    public async Task A_helper_that_fails_is_named_with_what_to_run()
    {
        Helper("broken", """cat >/dev/null; echo 'locked' >&2; exit 3""");
        Helper("odd", """cat >/dev/null; echo 'hello'""");
        var path = _folder.Write("home/.docker/config.json", """{"credHelpers":{"a.example":"broken-HERE","b.example":"odd-HERE","c.example":"missing-HERE","d.example":"../sh"}}""".Replace("HERE", Unique, StringComparison.Ordinal));

        Assert.Equal($"error YARD8030: `echo a.example | docker-credential-broken-{Unique} get`, named by {path}: exit code 3: locked", await FailureAsync("a.example/a"));
        Assert.Equal($"error YARD8030: `echo b.example | docker-credential-odd-{Unique} get`, named by {path}: expected a JSON object with Username and Secret", await FailureAsync("b.example/a"));
        Assert.StartsWith($"error YARD8030: `echo c.example | docker-credential-missing-{Unique} get`, named by {path}: ", await FailureAsync("c.example/a"), StringComparison.Ordinal);
        Assert.Equal($"error YARD8030: `echo d.example | docker-credential-../sh get`, named by {path}: '../sh' is not the name of a helper", await FailureAsync("d.example/a"));
    }

    [Theory]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("""{"auths":{"a.example":{"auth":"!"}}}""", "auths.a.example.auth is not user:password in base64")]
    [InlineData("""{"auths":{"a.example":{"auth":"YWJj"}}}""", "auths.a.example.auth is not user:password in base64")]
    public async Task A_file_that_cannot_be_read_is_named(string text, string expected)
    {
        var path = _folder.Write("home/.docker/config.json", text);

        Assert.Equal($"error YARD8029: {path}: {expected}", await FailureAsync("a.example/a"));
    }

    [Fact]
    public void A_credential_does_not_print_its_secret() => Assert.Equal("ann", $"{new Credential("ann", "secret", "token")}");

    private string Unique => Path.GetFileName(_folder.Path).ToLowerInvariant();

    private IEnumerable<string> Files() => new DockerCredentials(_environment.GetValueOrDefault).Files().Select(path => Path.GetRelativePath(_folder.Path, path));

    private async Task<string> FindAsync(string reference) =>
        await new DockerCredentials(_environment.GetValueOrDefault).FindAsync(ImageReference.Parse(reference), TestContext.Current.CancellationToken) is { } found
            ? $"{found.User} {found.Password} {found.IdentityToken}"
            : "none";

    private Task<string> FailureAsync(string reference) => SampleImages.FailureAsync(() => FindAsync(reference));

    // On this process's PATH, under names that no other test has.
    private void Helper(string name, string script)
    {
        _folder.Write($"bin/docker-credential-{name}-{Unique}", $"#!/bin/sh\n{script}\n", executable: true);
        var path = Environment.GetEnvironmentVariable("PATH")!;
        if (!path.Contains(_folder.At("bin"), StringComparison.Ordinal)) Environment.SetEnvironmentVariable("PATH", $"{path}:{_folder.At("bin")}");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
