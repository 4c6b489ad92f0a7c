using System.Text;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class VersionIdentityTests
{
    // Computed by another program; a change here makes every model a new version.
    [Fact]
    public void The_identity_is_pinned() =>
        Assert.Equal("sha256:f80bffdd11970e726a14e17d6d9ec97a5b4457fce3563776bc386deca3eda3c7", Identity().ToString());

    [Fact]
    public void The_order_of_steps_and_fields_does_not_count() => Assert.Equal(Identity(), Identity(steps: ["pixels", "forest"]));

    [Fact]
    public void Every_part_counts()
    {
        Digest[] identities =
        [
            Identity(),
            Identity(model: "other"),
            Identity(candidate: "network"),
            Identity(steps: ["forest"]),
            Identity(steps: ["forest", "renamed"]),
            Identity(key: "another"),
            Identity(artifact: "another"),
            Identity(field: "text"),
            Identity(rows: "other rows"),
        ];

        Assert.Equal(identities.Length, identities.Distinct().Count());
    }

    private static Digest Identity(
        string model = "item-photo", string candidate = "forest", string[]? steps = null, string key = "", string artifact = "artifact", string field = "photo", string rows = "rows") =>
        VersionIdentity.Of(
            model,
            candidate,
            (steps ?? ["forest", "pixels"]).Select(step => KeyValuePair.Create(step, Of(step + key))),
            Of(artifact),
            new JsonObject { ["instance"] = new JsonObject { [field] = new JsonObject { ["type"] = "image" } } },
            Of(rows));

    private static Digest Of(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));
}
