using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Tests.Shared;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class VersionStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly VersionStore _versions;

    public VersionStoreTests() => _versions = new VersionStore(_folder.At("versions"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Versions_are_numbered_in_the_order_they_are_added()
    {
        Assert.Equal(["dev1", "dev2", "dev3"], new[] { "x", "y", "z" }.Select(Add).Select(version => version.Name));

        Assert.Equal(["dev1", "dev2", "dev3"], _versions.Of("m").Select(version => version.Name));
        Assert.Equal("run-x", _versions.Of("m")[0].Origin!.Run);
        Assert.Equal(Identity("x").ToString(), File.ReadAllText(_folder.At("versions/m/dev1")));
        Assert.Empty(_versions.Of("other"));
    }

    [Fact]
    public void Ten_comes_after_nine()
    {
        for (var i = 1; i <= 11; i++) Add($"{i}");

        Assert.Equal("dev11", _versions.Newest("m")!.Name);
    }

    [Fact]
    public void The_same_identity_keeps_its_name_and_its_first_origin()
    {
        Add("x");
        Add("y");

        var again = _versions.Add(Manifest("x"), new VersionOrigin("another run", null, true, DateTimeOffset.UnixEpoch));

        Assert.Equal(("dev1", "run-x"), (again.Name, again.Origin!.Run));
        Assert.Equal(2, _versions.Of("m").Count);
    }

    [Fact]
    public async Task Many_adders_claim_each_number_once_and_each_identity_once()
    {
        using var start = new Barrier(16);
        var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                // Four versions, each added by four, as if by processes that know nothing of each other.
                return new VersionStore(_folder.At("versions")).Add(Manifest($"{number % 4}"), Origin("x"));
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(["dev1", "dev2", "dev3", "dev4"], _versions.Of("m").Select(version => version.Name));
        Assert.Equal(4, _versions.Of("m").Select(version => version.Manifest.Identity).Distinct().Count());
        Assert.All(added.GroupBy(version => version.Manifest.Identity), same => Assert.Single(same.Select(version => version.Name).Distinct()));
    }

    [Theory]
    [InlineData("newest", "dev2")]
    [InlineData("dev1", "dev1")]
    [InlineData("sha256:2d711642b726", "dev1")]
    [InlineData("sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "dev1")]
    public void A_version_is_found_by_name_or_digest(string reference, string expected)
    {
        Add("x");
        Add("y");

        Assert.Equal(expected, _versions.Find("m", reference).Name);
    }

    [Theory]
    [InlineData("dev9", "error YARD4005: m has no version 'dev9'; it has dev1, dev2 → did you mean 'dev1'?")]
    [InlineData("newst", "error YARD4005: m has no version 'newst'; it has dev1, dev2 → did you mean 'newest'?")]
    [InlineData("sha256:2d71", "error YARD4005: m has no version 'sha256:2d71'; it has dev1, dev2")]
    [InlineData("v1", "error YARD4005: m has no version 'v1'; it has dev1, dev2")]
    public void What_is_not_there_is_said_with_what_is(string reference, string expected)
    {
        Add("x");
        Add("y");

        Assert.Equal(expected, Assert.Single(Assert.Throws<YardException>(() => _versions.Find("m", reference)).Diagnostics).ToString());
    }

    [Fact]
    public void Without_versions_the_hint_is_how_to_make_one() => Assert.Equal(
        "error YARD4005: m has no version 'newest'; it has none yet → make one with `./yard run m`",
        Assert.Single(Assert.Throws<YardException>(() => _versions.Find("m", "newest")).Diagnostics).ToString());

    [Fact]
    public void A_damaged_manifest_is_named()
    {
        Add("x");
        var manifest = _folder.At($"versions/m/{Identity("x").Hex}.json");

        File.WriteAllText(manifest, "{ \"identity\"");
        Assert.StartsWith($"YARD4007: {manifest} cannot be read: ", Failures.Of(() => _versions.Of("m")), StringComparison.Ordinal);

        Add("y", model: "other");
        File.Copy(_folder.At($"versions/other/{Identity("y").Hex}.json"), manifest, overwrite: true);
        Assert.Equal($"YARD4007: {manifest} is not the manifest of {Identity("x")}", Failures.Of(() => _versions.Of("m")));

        File.WriteAllText(_folder.At("versions/m/dev2"), "sha256:short");
        File.Delete(manifest);
        Assert.Equal("YARD4007: m/dev2 does not hold an identity but 'sha256:short'", Failures.Of(() => _versions.Of("m")));
    }

    // What YARD4007 advises: remove the file, run again.
    [Fact]
    public void A_manifest_that_was_taken_away_is_made_again_under_its_name()
    {
        Add("x");
        Add("y");
        File.Delete(_folder.At($"versions/m/{Identity("x").Hex}.json"));
        Assert.Equal(["dev2"], _versions.Of("m").Select(version => version.Name));

        Assert.Equal("dev1", Add("x").Name);

        Assert.Equal(["dev1", "dev2"], _versions.Of("m").Select(version => version.Name));
    }

    [Fact]
    public void A_kill_between_manifest_and_name_leaves_no_version_and_costs_no_number()
    {
        Add("x");
        File.Delete(_folder.At("versions/m/dev1"));

        Assert.Empty(_versions.Of("m"));
        Assert.Equal("dev1", Add("x").Name);
    }

    [Fact]
    public void Current_follows_a_change_that_is_taken_back()
    {
        foreach (var version in new[] { "x", "y" })
        {
            Add(version);
            _versions.MakeCurrent(Manifest(version));
        }

        Assert.Equal("dev2", _versions.Current("m", "forest")!.Name);
        _versions.MakeCurrent(Manifest("x"));

        Assert.Equal("dev1", _versions.Current("m", "forest")!.Name);
        Assert.Equal("dev2", _versions.Newest("m")!.Name);
        Assert.Equal(("dev1", null), (new VersionCatalogue(_versions).NewestBlessed("m", "forest")!.Name, new VersionCatalogue(_versions).NewestBlessed("m", "network")));
    }

    [Fact]
    public void A_damaged_pointer_falls_back_to_the_newest()
    {
        Add("x");
        _folder.Write("versions/m/current/forest", "nonsense");

        Assert.Equal("dev1", _versions.Current("m", "forest")!.Name);
        Assert.Null(_versions.Current("m", "network"));
    }

    private NamedVersion Add(string name) => Add(name, "m");

    private NamedVersion Add(string name, string model) => _versions.Add(Manifest(name, model), Origin(name));

    private static VersionOrigin Origin(string name) => new($"run-{name}", new string('a', 40), false, DateTimeOffset.UnixEpoch);

    private static Digest Identity(string name) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));

    private static VersionManifest Manifest(string name, string model = "m") => new()
    {
        Identity = Identity(name),
        Model = model,
        Candidate = "forest",
        Artifact = new ArtifactReference(Identity("artifact"), 1),
        Steps = new Dictionary<string, VersionStep> { ["a"] = new("one", Identity("key"), new Dictionary<string, Digest> { ["out"] = Identity("out") }) },
        Signature = new JsonObject { ["instance"] = new JsonObject() },
        EvaluationData = Identity("rows"),
        Metrics = new SortedDictionary<string, double> { ["accuracy"] = 0.9 },
        Golden = Identity("golden"),
        Serving = new VersionServing("flask-sklearn", 2, null, "baked"),
    };
}
