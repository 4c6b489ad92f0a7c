using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Graph;
using Modelyard.Running.Keys;
using Modelyard.Specs;

namespace Modelyard.Tests.Running.Keys;

public sealed class StepKeyTests
{
    private static readonly string Component = new('1', 40);
    private static readonly string Runtime = new('2', 40);
    private static readonly Digest Lock = Of("lock");
    private static readonly Dictionary<string, IReadOnlyList<Digest>> Inputs = new() { ["rows"] = [Of("rows")], ["matrices"] = [Of("one"), Of("two")] };

    // Both were computed by another program from the contract's words; a change here throws away every cache there is.
    [Theory]
    [InlineData(false, "sha256:b08ed4bf6b3799a18334ab739d68117104433c5c073c37e215bcdd623b78bbb0")]
    [InlineData(true, "sha256:201b2432e26a1381cede1c0a5d5c1964f9c7a1cfb7bbde7b70072f9914744594")]
    public void The_key_is_pinned(bool isSource, string expected)
    {
        Assert.SkipUnless(StepKey.Platform == "linux/amd64", "pinned for linux/amd64");

        Assert.Equal(expected, Key(fingerprint: isSource ? Of("data") : null).Digest.ToString());
    }

    [Fact]
    public void Every_part_counts()
    {
        var keys = new[]
        {
            Key(),
            Key(component: new string('3', 40)),
            Key(runtime: new string('3', 40)),
            Key(runtimeLock: Of("another lock")),
            Key(node: Node() with { Component = ComponentOf("scale", "python3 -m other") }),
            Key(node: Node(parameters: Parameters(size: 32))),
            Key(inputs: Inputs.ToDictionary(input => input.Key, input => input.Key == "rows" ? [Of("other rows")] : input.Value)),
            Key(inputs: Inputs.ToDictionary(input => input.Key, IReadOnlyList<Digest> (input) => [.. input.Value.Reverse()])),
            Key(fingerprint: Of("data")),
            Key(fingerprint: Of("other data")),
        };

        Assert.Equal(keys.Length, keys.Select(key => key.Digest).Distinct().Count());
    }

    [Fact]
    public void Names_resources_times_and_attempts_do_not_count()
    {
        var node = Node() with
        {
            Id = Of("another id"),
            Names = [new StepName("other", "other", "other")],
            Component = ComponentOf("renamed", "python3 -m scale"),
            Resources = new ResourcesSpec { Cpus = 8, Memory = new Quantity(1 << 30) },
            Timeout = TimeSpan.FromSeconds(1),
            Retry = new RetrySpec { Attempts = 5 },
        };

        Assert.Equal(Key().Digest, Key(node: node).Digest);
    }

    [Fact]
    public void A_list_of_one_is_not_a_single_input()
    {
        var one = new Dictionary<string, IReadOnlyList<Digest>> { ["matrices"] = [Of("one")] };
        var single = Node() with { Inputs = new Dictionary<string, NodeInput> { ["matrices"] = new(false, []) } };

        Assert.NotEqual(Key(inputs: one).Digest, Key(node: single, inputs: one).Digest);
    }

    private static StepKey Key(
        StepNode? node = null,
        string? component = null,
        string? runtime = null,
        Digest? runtimeLock = null,
        IReadOnlyDictionary<string, IReadOnlyList<Digest>>? inputs = null,
        Digest? fingerprint = null) =>
        StepKey.Of(node ?? Node(), component ?? Component, runtime ?? Runtime, runtimeLock ?? Lock, inputs ?? Inputs, fingerprint);

    private static StepNode Node(JsonObject? parameters = null) => new()
    {
        Id = Of("id"),
        Names = [new StepName("item-photo", "forest", "pixels")],
        Component = ComponentOf("scale", "python3 -m scale"),
        Parameters = parameters ?? Parameters(size: 28),
        Inputs = new Dictionary<string, NodeInput> { ["rows"] = new(false, []), ["matrices"] = new(true, []) },
        Outputs = ["matrix"],
        Resources = new ResourcesSpec(),
        Timeout = TimeSpan.FromHours(1),
        Retry = new RetrySpec(),
    };

    private static JsonObject Parameters(int size) => new() { ["size"] = size, ["ratio"] = 0.5, ["label"] = "名前", ["flags"] = new JsonArray(true, null) };

    private static SpecFile<ComponentSpec> ComponentOf(string name, string run) => new(
        new ComponentSpec { Name = name, Kind = "transform", Description = "A test's.", Runtime = "plain", Run = run },
        $"pipelines/Components/{name}",
        new SourceMap("component.yaml"));

    private static Digest Of(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));
}
