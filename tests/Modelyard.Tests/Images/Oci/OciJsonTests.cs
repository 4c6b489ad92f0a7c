using System.Text;
using Modelyard.Content;
using Modelyard.Images.Oci;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Oci;

public sealed class OciJsonTests
{
    private const string Hex = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Fact]
    public void The_empty_descriptor_is_the_specifications() =>
        Assert.Equal(($"sha256:{Hex}", 2L), (Descriptor.Empty.Digest.ToString(), Descriptor.Empty.Size));

    [Fact]
    public void Equal_manifests_are_equal_bytes_whatever_the_order_of_their_annotations()
    {
        ManifestContent Manifest(params string[] keys) => ManifestContent.Of(new ImageManifest
        {
            ArtifactType = "application/vnd.test",
            Config = Descriptor.Empty,
            Layers = [],
            Annotations = keys.ToDictionary(key => key, key => $"'{key}'"),
        });

        Assert.Equal(
            $$"""
            {"annotations":{"a":"'a'","b":"'b'"},"artifactType":"application/vnd.test","config":{"digest":"sha256:{{Hex}}","mediaType":"application/vnd.oci.empty.v1+json","size":2},"layers":[],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}
            """,
            Encoding.UTF8.GetString(Manifest("b", "a").Bytes.Span));
        Assert.Equal(Manifest("a", "b").Digest, Manifest("b", "a").Digest);
    }

    [Fact]
    public void What_others_wrote_into_a_configuration_stays()
    {
        const string theirs = """{"architecture":"amd64","config":{"Cmd":["sh"],"Env":["A=b"],"Healthcheck":{"Test":["NONE"]},"Shell":["sh"]},"container":"x","os":"linux","rootfs":{"diff_ids":[],"type":"layers"}}""";

        var configuration = OciJson.Configuration(Encoding.UTF8.GetBytes(theirs), "theirs");

        Assert.Equal(["A=b"], configuration.Config!.Environment!);
        Assert.Equal(theirs, Encoding.UTF8.GetString(OciJson.Bytes(configuration)));
    }

    [Fact]
    public void Times_are_written_as_RFC_3339() => Assert.Contains(
        "\"created\":\"2026-11-24T08:09:10+00:00\"",
        Encoding.UTF8.GetString(OciJson.Bytes(new ImageConfiguration
        {
            Architecture = "amd64",
            Os = "linux",
            RootFileSystem = new RootFileSystem([]),
            Created = new DateTimeOffset(2026, 11, 24, 8, 9, 10, TimeSpan.Zero),
        })));

    [Theory]
    [InlineData("""{"manifests":[]}""", MediaTypes.ImageIndex)]
    [InlineData("""{"config":{},"layers":[]}""", MediaTypes.ImageManifest)]
    [InlineData("""{"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}""", MediaTypes.DockerManifest)]
    [InlineData("""{"mediaType":"text/plain"}""", null)]
    [InlineData("""{"mediaType":1,"other":2}""", null)]
    [InlineData("[]", null)]
    [InlineData("\u001f\u008b", null)]
    public void A_manifest_is_recognised(string text, string? expected) =>
        Assert.Equal(expected, ManifestContent.Recognise(Encoding.UTF8.GetBytes(text))?.MediaType);

    [Theory]
    [InlineData("null", "YARD8004: the manifest is null; expected a JSON object")]
    [InlineData("[]", "YARD8004: the manifest is not a ImageManifest of the OCI specification: ")]
    [InlineData("""{"config":null,"layers":[]}""", "YARD8004: the manifest is not a ImageManifest of the OCI specification: ")]
    [InlineData("""{"layers":[]}""", "YARD8004: the manifest is not a ImageManifest of the OCI specification: ")]
    [InlineData("""{"config":{"mediaType":"a","size":1,"digest":"sha512:00"},"layers":[]}""", "YARD8004: the manifest is not a ImageManifest of the OCI specification: expected sha256:<64 hexadecimal digits>")]
    public void What_is_not_a_manifest_is_refused(string text, string expected) => Assert.StartsWith(
        expected,
        Failures.Of(() => OciJson.Manifest(Encoding.UTF8.GetBytes(text), "the manifest")),
        StringComparison.Ordinal);

    [Fact]
    public void A_tag_made_of_a_digest_is_a_tag_and_told_apart()
    {
        var digest = new Digest(Hex);

        Assert.Equal($"digest-{Hex} sha256-{Hex} sha256-{Hex}.{Hex[..56]}", $"{Tags.OfManifest(digest)} {Tags.OfReferrers(digest)} {Tags.OfReferrer(digest, digest)}");
        Assert.All([Tags.OfManifest(digest), Tags.OfReferrers(digest), Tags.OfReferrer(digest, digest), "v1", "_a.b-c"], tag => Assert.True(Tags.IsTag(tag)));
        Assert.All([".a", "-a", "a/b", "", "a\n", new string('a', 129)], text => Assert.False(Tags.IsTag(text)));
        Assert.Equal([true, true, true, false], new[] { Tags.OfManifest(digest), Tags.OfReferrers(digest), Tags.OfReferrer(digest, digest), "v1" }.Select(Tags.IsMade));
    }
}
