using System.Text.Json;
using Modelyard.Tests.Images.Registry.Servers;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.Registries;

/// <summary>Versions go to registries, from one to another, and into a store where a server starts from them.</summary>
public sealed class PublishingTests(TrainedOrchard orchard)
{
    [Fact]
    public async Task A_version_is_pushed_promoted_and_pulled_and_answers_its_golden_rows()
    {
        using var secure = new SecureRegistry();
        using var plain = new DebianRegistry();
        using var repository = orchard.Clone();
        var identity = (await repository.YardJsonAsync("show", "fruit@dev1")).Ended(0).Json.GetProperty("version").GetProperty("identity").GetString()!;

        // TLS and a password, by the files that docker and podman leave.
        var pushed = (await RunAsync(repository, secure.LoggedIn, "push", "fruit@dev1", "--registry", secure.Address, "--number", "v1", "--json")).Ended(0).Json;
        var version = pushed.GetProperty("versions")[0];
        var digest = version.GetProperty("digest").GetString()!;
        Assert.Equal((identity, false), (version.GetProperty("identity").GetString(), version.GetProperty("wasThere").GetBoolean()));

        // Again nothing is sent, and a number stays with its version.
        Assert.Contains(": was there, v1\n", (await RunAsync(repository, secure.LoggedIn, "push", "fruit@dev1", "--registry", secure.Address, "--number", "v1")).Ended(0).Out, StringComparison.Ordinal);
        var taken = (await RunAsync(repository, secure.LoggedIn, "push", "fruit@dev2", "--registry", secure.Address, "--number", "v1")).Ended(1);
        Assert.Contains($"error YARD8005: {secure.Host}/team/fruit: the tag v1 names {digest}; sha256:", taken.Error, StringComparison.Ordinal);
        (await RunAsync(repository, secure.LoggedIn, "push", "fruit@dev2", "--registry", secure.Address, "--number", "v2")).Ended(0);
        var listed = (await RunAsync(repository, secure.LoggedIn, "versions", "fruit", "--registry", secure.Address, "--json")).Ended(0).Json.GetProperty("versions");
        Assert.Equal(["v2 scaled", "v1 near"], listed.EnumerateArray().Select(one => $"{one.GetProperty("numbers")[0]} {one.GetProperty("candidate")}"));
        Assert.Equal(40, listed[0].GetProperty("commit").GetString()!.Length);

        // By digest, numbers and origin and all.
        var promoted = (await RunAsync(repository, secure.LoggedIn, "push", "fruit@v1", "--from", secure.Address, "--registry", $"{plain.Host}/live", "--json")).Ended(0).Json;
        Assert.Equal(digest, promoted.GetProperty("versions")[0].GetProperty("digest").GetString());
        var live = (await repository.YardAsync("versions", "fruit", "--registry", $"{plain.Host}/live")).Ended(0).Out;
        Assert.Matches($@"\nv1 +near +{identity["sha256:".Length..][..12]} +accuracy [0-9.]+ +[0-9.]+ kB +20\d\d-\d\d-\d\d \d\d:\d\d +[0-9a-f]{{10}}", live);

        // Where nothing was ever trained.
        using var elsewhere = TestRepository.Create();
        var pulled = (await elsewhere.YardAsync("pull", "fruit@v1", "--registry", $"{plain.Host}/live")).Ended(0);
        Assert.Equal($"fruit@dev1 is {identity}\n", pulled.Out);
        Assert.Contains($"fruit/near: replaying golden rows of {identity["sha256:".Length..][..12]}\n", pulled.Error, StringComparison.Ordinal);
        Assert.Equal(Manifest(repository, identity), Manifest(elsewhere, identity));
        Assert.Equal($"fruit@dev1 is {identity}\n", (await elsewhere.YardAsync("pull", $"fruit@{identity[..25]}", "--registry", $"{plain.Host}/live")).Ended(0).Out);

        // And served there by a release that pins it, though what trains it cannot be had.
        elsewhere.Write("models/fruit/releases/local.yaml", $"arms: {{ a: {{ version: v1@{identity}, weight: 100 }} }}\n");
        elsewhere.Replace("pipelines/Components/fruits/component.yaml", "runtime: sklearn", "runtime: sklearn\ndata: [{ file: /nowhere/fruits, debian: no-such-package }]");
        var up = (await elsewhere.YardAsync("up", "--once", "--models", "fruit")).Ended(0);
        Assert.Contains($"fruit: its release pins {identity["sha256:".Length..][..12]}; it is served and not trained\n0 steps executed, 0 cached\n", up.Error, StringComparison.Ordinal);
        Assert.Contains("fruit arm a (v1) answered 3 samples: apple, banana, cherry\n", up.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(elsewhere.Root, ".yard", "runs")) && Directory.EnumerateFileSystemEntries(Path.Combine(elsewhere.Root, ".yard", "runs")).Any());
        await elsewhere.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Without_a_registry_versions_go_to_a_layout_in_the_store()
    {
        using var repository = orchard.Clone();
        (await repository.YardAsync("push", "fruit@newest")).Ended(0);
        (await repository.YardAsync("push", "bread@newest", "--number", "v3")).Ended(0);
        var layout = $"oci:{Path.Combine(repository.Root, ".yard/registry")}";

        Assert.Contains("scaled", (await repository.YardAsync("versions", "fruit", "--registry", layout)).Ended(0).Out, StringComparison.Ordinal);
        var bread = Assert.Single((await repository.YardJsonAsync("versions", "bread", "--registry", layout)).Ended(0).Json.GetProperty("versions").EnumerateArray());
        Assert.Equal("v3", bread.GetProperty("numbers")[0].GetString());
        using var elsewhere = TestRepository.Create();
        Assert.StartsWith("bread@dev1 is sha256:", (await elsewhere.YardAsync("pull", "bread@v3", "--registry", layout)).Ended(0).Out, StringComparison.Ordinal);
        await elsewhere.Folder.NothingRunsAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_registry_that_is_not_trusted_or_wants_a_login_is_said()
    {
        using var secure = new SecureRegistry();
        using var repository = orchard.Clone();

        var untrusted = (await repository.YardAsync("versions", "fruit", "--registry", secure.Address)).Ended(1);
        Assert.StartsWith($"error YARD8027: listing the tags of {secure.Host}/team/fruit: {secure.Host}: ", untrusted.Error, StringComparison.Ordinal);
        var nobody = (await RunAsync(repository, secure.Trusted, "versions", "fruit", "--registry", secure.Address)).Ended(1);
        Assert.Equal($"error YARD8022: listing the tags of {secure.Host}/team/fruit: GET https://{secure.Host}/v2/team/fruit/tags/list answered 401 (UNAUTHORIZED: authentication required)\n", nobody.Error);
    }

    [Theory]
    [InlineData("push fruit@dev1 --registry staging", "error YARD8021: 'staging' is neither registry/path, nor oci:FOLDER, nor one of the environments dev, production\n")]
    [InlineData("push fruit@dev1 --registry Registry.example/Team", "error YARD8021: 'Registry.example/Team/model' is not the reference of an image: expected host[:port]/path[:tag][@sha256:…], the path in lower case\n")]
    [InlineData("push fruit@dev1 --number 7", "error YARD9002: --number is '7'; expected v1, v2, …\n")]
    [InlineData("pull fruit@v9", "error YARD4005: {0}/.yard/registry has no version 'v9' of fruit; it has none\n")]
    [InlineData("pull fruit@dev1", "error YARD4005: {0}/.yard/registry has no version 'dev1' of fruit; it has none → a devN is a name in one store; name the version by its number or identity\n")]
    public async Task What_cannot_be_is_said(string arguments, string expected)
    {
        using var repository = orchard.Clone();
        repository.Replace("pipelines/environments.yaml", "environments:\n", "environments:\n  dev: { description: For trying., registry: registry.dev.example/modelyard }\n  production: { description: Live., registry: registry.example/modelyard }\n");

        Assert.Equal(expected.Replace("{0}", repository.Root, StringComparison.Ordinal), (await repository.YardAsync(arguments.Split(' '))).Ended(2).Error);
    }

    private static Task<Answer> RunAsync(TestRepository repository, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        YardProgram.RunAsync(repository.Root, [.. arguments, "--root", repository.Root], settings: variables);

    private static string Manifest(TestRepository repository, string identity) =>
        JsonSerializer.Serialize(JsonDocument.Parse(repository.Read($".yard/versions/fruit/{identity["sha256:".Length..]}.json")));
}
