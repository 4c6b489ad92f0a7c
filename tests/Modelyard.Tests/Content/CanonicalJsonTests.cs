using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Modelyard.Content;

namespace Modelyard.Tests.Content;

public sealed class CanonicalJsonTests
{
    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Gen.Int.Select(JsonNode? (number) => JsonValue.Create(number)),
        Gen.Double.Where(double.IsFinite).Select(JsonNode? (number) => JsonValue.Create(number)),
        Gen.Bool.Select(JsonNode? (flag) => JsonValue.Create(flag)),
        Gen.String.Where(IsWellFormed).Select(JsonNode? (text) => JsonValue.Create(text)),
        Gen.Const((JsonNode?)null));

    private static readonly Gen<(string Name, JsonNode? Value)[]> Members =
        Gen.Select(Gen.String.Where(IsWellFormed), Value(3)).Array[0, 8].Select(members => members.DistinctBy(member => member.Item1).ToArray());

    [Fact]
    public void The_order_of_keys_does_not_matter() =>
        Members.Select(members => (members, shuffled: Gen.Shuffle(members))).SelectMany(pair => pair.shuffled.Select(shuffled => (pair.members, shuffled))).Sample(pair =>
            Text(Object(pair.members)) == Text(Object(pair.shuffled)));

    [Fact]
    public void Reading_and_writing_again_gives_the_same_bytes() => Value(4).Sample(value =>
    {
        var once = CanonicalJson.Bytes(value);
        var again = CanonicalJson.Bytes(JsonNode.Parse(once));
        return once.AsSpan().SequenceEqual(again) && CanonicalJson.Digest(value) == Digest.Of(again);
    });

    [Fact]
    public void The_readable_form_is_the_same_value() => Value(4).Sample(value =>
        Text(JsonNode.Parse(CanonicalJson.Readable(value))) == Text(value));

    [Theory]
    [InlineData("""{ "b": 1, "a": { "d": [ 3, 1, 2 ], "C": null } }""", """{"a":{"C":null,"d":[3,1,2]},"b":1}""")]
    [InlineData("""{"é":1,"z":2,"Z":3,"😀":4,"｡":5}""", """{"Z":3,"z":2,"é":1,"\uD83D\uDE00":4,"｡":5}""")]
    [InlineData("\"名前 <&'+ \\u0041 \\u2028 \\/\"", "\"名前 <&'+ A \\u2028 /\"")]
    [InlineData("\"tab\\t quote\\\" \\u0001\"", "\"tab\\t quote\\\" \\u0001\"")]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    public void Has_one_spelling(string json, string expected) => Assert.Equal(expected, Text(JsonNode.Parse(json)));

    [Fact]
    public void Numbers_take_their_shortest_form() => Assert.Equal(
        "[0.1,1E+22,100,0.0010000000474974513]",
        Text(new JsonArray(0.1, 1e22, 100, (double)0.001f)));

    private static Gen<JsonNode?> Value(int depth) => depth == 0
        ? Leaf
        : Gen.OneOf(
            Leaf,
            Value(depth - 1).Array[0, 4].Select(JsonNode? (items) => new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Select(Gen.String.Where(IsWellFormed), Value(depth - 1)).Array[0, 4].Select(JsonNode? (members) => Object(members.DistinctBy(member => member.Item1))));

    private static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, member.Value?.DeepClone())));

    private static string Text(JsonNode? value) => Encoding.UTF8.GetString(CanonicalJson.Bytes(value));

    private static bool IsWellFormed(string text) => !text.Any(char.IsSurrogate);
}
