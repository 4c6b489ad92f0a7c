using System.Text.Json.Nodes;
using Modelyard.Running.Keys;

namespace Modelyard.Tests.Running.Keys;

public sealed class KeyDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"c":2},"a":1}""", "")]
    [InlineData("""{"component":"one"}""", """{"component":"two"}""", "component: one → two")]
    [InlineData("""{"parameters":{"size":28,"seed":1}}""", """{"parameters":{"size":32,"seed":1}}""", "parameters.size: 28 → 32")]
    [InlineData("""{"parameters":{"size":28}}""", """{"parameters":{"seed":null}}""", "parameters.size: 28 → -; parameters.seed: - → null")]
    [InlineData("""{"parameters":{"hidden":[1,2]}}""", """{"parameters":{"hidden":[2,1]}}""", "parameters.hidden: [1,2] → [2,1]")]
    [InlineData("""{"inputs":{"rows":"x"}}""", """{"inputs":{"rows":["x"]}}""", "inputs.rows: x → [\"x\"]")]
    [InlineData("""{"parameters":{"a":null}}""", """{"parameters":{"a":"null"}}""", "parameters.a: null → null")]
    [InlineData("""{}""", """{"source":"x"}""", "source: - → x")]
    public void Names_every_part_that_differs(string before, string now, string expected) => Assert.Equal(
        expected,
        string.Join("; ", KeyDifference.Between(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(now)!.AsObject())
            .Select(difference => $"{difference.Part}: {difference.Before ?? "-"} → {difference.Now ?? "-"}")));
}
