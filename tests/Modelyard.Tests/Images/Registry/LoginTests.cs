using Modelyard.Images.Oci;
using Modelyard.Images.Registry;
using Modelyard.Images.Registry.Credentials;
using Modelyard.Tests.Images.Oci;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Registry;

/// <summary>Basic and token authentication, against Debian's registry.</summary>
public sealed class LoginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Basic_credentials_are_sent_when_they_are_asked_for()
    {
        using var folder = new ScratchFolder();
        using var registry = new DebianRegistry(Htpasswd(folder));
        using var repository = Open(registry, "model", new Credential("ann", "s3cret"));

        var image = await SampleImages.PushAsync(repository, "v1", "one");

        Assert.Equal(image.Digest, (await repository.FindManifestAsync("v1", Cancellation))!.Digest);
        using var nobody = Open(registry, "model", null);
        Assert.Equal(
            $"error YARD8022: listing the tags of {nobody.Name}: GET http://{registry.Host}/v2/model/tags/list answered 401 (UNAUTHORIZED: authentication required)",
            await SampleImages.FailureAsync(() => nobody.ListTagsAsync(Cancellation)));
        using var wrong = Open(registry, "model", new Credential("ann", "guess"));
        Assert.Equal(
            $"error YARD8022: listing the tags of {wrong.Name}: GET http://{registry.Host}/v2/model/tags/list answered 401 (UNAUTHORIZED: authentication required)",
            await SampleImages.FailureAsync(() => wrong.ListTagsAsync(Cancellation)));
    }

    [Theory]
    [InlineData(TokenServer.Password, null, "GET")]
    [InlineData(null, TokenServer.IdentityToken, "POST")]
    public async Task Tokens_are_got_once_for_each_right(string? password, string? identity, string method)
    {
        await using var tokens = await TokenServer.StartAsync();
        using var registry = new DebianRegistry(tokens.Configuration);
        using var repository = Open(registry, "team/model", new Credential(TokenServer.User, password, identity));
        var layout = new ScratchFolder();
        await SampleImages.PushAsync(new OciLayout(layout.At("layout")), "v1", "one", "two", "three", "four");

        await new ImagePush(new OciLayout(layout.At("layout")), repository).PushAsync("v1", "v1", Cancellation);

        Assert.Equal([$"{method} repository:team/model:pull", $"{method} repository:team/model:pull,push"], tokens.Asked.Order(StringComparer.Ordinal));
        layout.Dispose();
    }

    [Fact]
    public async Task A_token_that_ran_out_in_an_upload_is_got_again()
    {
        await using var tokens = await TokenServer.StartAsync();
        using var registry = new DebianRegistry(tokens.Configuration);
        await using var front = await RegistryFront.StartAsync(registry);
        var challenge = $"Bearer realm=\"{tokens.Realm}\",service=\"tests\",scope=\"repository:model:pull,push\",error=\"invalid_token\"";
        front.Instead = Faults.First(1, request => request.Method == "PATCH" && front.Asked.Count(asked => asked.StartsWith("PATCH", StringComparison.Ordinal)) == 2, Faults.Answer(401, "", ("WWW-Authenticate", challenge)));
        var options = TestRepositories.Options with { Credentials = new GivenCredential(new Credential(TokenServer.User, TokenServer.Password)), ChunkBytes = 1000 };
        using var repository = TestRepositories.Open(front.Host, "model", options);
        var blob = SampleImages.Blob(new string('x', 2500));

        await repository.PushBlobAsync(blob, [], Cancellation);

        Assert.Equal(2500, (await SampleImages.ReadAsync(repository, blob.Descriptor)).Length);
        Assert.Equal(2, tokens.Asked.Count(asked => asked == "GET repository:model:pull,push"));
        Assert.Equal(["HEAD", "HEAD", "POST", "POST", "PATCH", "PATCH", "HEAD", "GET", "PATCH", "PATCH", "PUT", "GET"], front.Asked.Select(asked => asked.Split(' ')[0]));
    }

    [Fact]
    public async Task A_mount_asks_for_both_repositories_and_is_done_without_where_one_is_closed()
    {
        await using var tokens = await TokenServer.StartAsync();
        using var registry = new DebianRegistry(tokens.Configuration);
        var credential = new Credential(TokenServer.User, TokenServer.Password);
        using var first = Open(registry, "first", credential);
        var image = await SampleImages.PushAsync(first, "v1", "one");
        var blob = new RepositoryBlob(first, image.AsManifest().Layers[0]);

        using var second = Open(registry, "second", credential);
        Assert.Equal(BlobPush.Mounted, await second.PushBlobAsync(blob, ["first"], Cancellation));
        Assert.Contains("GET repository:second:pull,push repository:first:pull", tokens.Asked.Select(asked => string.Join(' ', [asked.Split(' ')[0], .. asked.Split(' ')[1..].OrderDescending()])));

        tokens.Closed = ["first"];
        using var third = Open(registry, "third", credential);
        Assert.Equal(BlobPush.Sent, await third.PushBlobAsync(SampleImages.Blob("one"), ["first"], Cancellation));
    }

    [Fact]
    public async Task A_token_server_that_refuses_is_named()
    {
        await using var tokens = await TokenServer.StartAsync();
        using var registry = new DebianRegistry(tokens.Configuration);
        using var repository = Open(registry, "model", new Credential(TokenServer.User, "guess"));

        var failure = await SampleImages.FailureAsync(() => repository.ListTagsAsync(Cancellation));

        Assert.StartsWith($"error YARD8022: a token for {registry.Host}/model: GET http://127.0.0.1:", failure, StringComparison.Ordinal);
        Assert.EndsWith("/token answered 401 (UNAUTHORIZED: who are you?)", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_the_token_does_not_have_is_said()
    {
        await using var tokens = await TokenServer.StartAsync();
        tokens.Closed = ["model"];
        using var registry = new DebianRegistry(tokens.Configuration);
        using var repository = Open(registry, "model", new Credential(TokenServer.User, TokenServer.Password));

        Assert.StartsWith(
            $"error YARD8022: listing the tags of {repository.Name}: GET http://{registry.Host}/v2/model/tags/list answered 401 (",
            await SampleImages.FailureAsync(() => repository.ListTagsAsync(Cancellation)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logins_go_to_the_registry_alone()
    {
        using var folder = new ScratchFolder();
        using var registry = new DebianRegistry(Htpasswd(folder));
        var elsewhere = new List<string>();
        await using var storage = await LoopbackServer.StartAsync(async context =>
        {
            elsewhere.Add($"{context.Request.Method} '{context.Request.Headers.Authorization}'");
            await context.Response.Body.WriteAsync("one"u8.ToArray(), Cancellation);
        });
        await using var front = await RegistryFront.StartAsync(registry);
        front.Instead = Faults.Always(request => request.Method == "GET", Faults.Answer(307, "", ("Location", $"http://{storage.Host}/blob")));
        using var repository = TestRepositories.Open(front.Host, "model", TestRepositories.Options with { Credentials = new GivenCredential(new Credential("ann", "s3cret")) });
        var blob = SampleImages.Blob("one");
        await repository.PushBlobAsync(blob, [], Cancellation);

        Assert.Equal("one", await SampleImages.ReadAsync(repository, blob.Descriptor));
        Assert.Equal(["GET ''"], elsewhere);
    }

    private static RegistryRepository Open(DebianRegistry registry, string path, Credential? credential, int chunk = 1 << 20) =>
        TestRepositories.Open(registry.Host, path, TestRepositories.Options with { Credentials = new GivenCredential(credential), ChunkBytes = chunk });

    private static string Htpasswd(ScratchFolder folder)
    {
        folder.Write("htpasswd", Programs.Run("htpasswd", "-Bbn", "ann", "s3cret"));
        return $$"""auth: { htpasswd: { realm: tests, path: {{folder.At("htpasswd")}} } }""";
    }
}
