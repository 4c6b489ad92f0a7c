using System.Text.Json.Nodes;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class PredictionComparisonTests
{
    private const string Expected = """{"label":"a","scores":{"a":0.7,"b":0.3}}""";
    private const string Near = """{"neighbours":[{"id":"a","distance":0},{"id":"b","distance":1},{"id":"c","distance":1.000005},{"id":"d","distance":300}]}""";
    private const string Tied = """{"label":"a","scores":{"a":0.40001,"b":0.4,"c":0.19999}}""";

    [Theory]
    [InlineData(Expected, Expected, null)]
    [InlineData(Expected, """{"scores":{"b":0.300009,"a":0.699991},"label":"a","extra":1}""", null)]
    [InlineData(Expected, """{"label":"a","scores":{"a":0.70002,"b":0.3}}""", "the score of 'a' is 0.70002, expected 0.7 ± 1E-05")]
    [InlineData(Expected, """{"label":"b","scores":{"a":0.7,"b":0.3}}""", "the label is 'b', expected 'a'")]
    [InlineData(Expected, """{"scores":{"a":0.7,"b":0.3}}""", "the label is '', expected 'a'")]
    [InlineData(Expected, """{"label":"a"}""", "no scores were answered")]
    [InlineData(Expected, "null", "no scores were answered")]
    [InlineData(Expected, """{"label":"a","scores":{"a":0.7}}""", "1 scores were answered, expected 2")]
    [InlineData(Expected, """{"label":"a","scores":{"a":0.7,"c":0.3}}""", "no score for 'b'")]
    [InlineData(Expected, """{"label":"a","scores":{"a":0.7,"b":null}}""", "no score for 'b'")]
    [InlineData(Expected, """{"label":"a","scores":{"a":"0.7","b":0.3}}""", "no score for 'a'")]
    [InlineData(Tied, """{"label":"b","scores":{"a":0.4,"b":0.40001,"c":0.19999}}""", null)]
    [InlineData(Tied, """{"label":"c","scores":{"a":0.4,"b":0.4,"c":0.19999}}""", "the label is 'c', expected 'a'")]
    [InlineData("""{"label":"a","scores":{"a":0.40003,"b":0.4}}""", """{"label":"b","scores":{"a":0.40003,"b":0.4}}""", "the label is 'b', expected 'a'")]
    [InlineData("""{"label":"a","scores":{"a":1}}""", """{"label":"a","scores":{"a":1.0}}""", null)]
    [InlineData("""{"value":0.5}""", """{"value":0.500009,"extra":1}""", null)]
    [InlineData("""{"value":200}""", """{"value":200.001}""", null)]
    [InlineData("""{"value":200}""", """{"value":200.01}""", "the value is 200.01, expected 200 ± 1E-05 of it")]
    [InlineData("""{"value":0}""", """{"value":-0.00002}""", "the value is -2E-05, expected 0 ± 1E-05 of it")]
    [InlineData("""{"value":0}""", """{"value":"0"}""", "no value was answered")]
    [InlineData("""{"value":0}""", """{"label":"a","scores":{"a":1}}""", "no value was answered")]
    [InlineData("""{"label":"a","scores":{"a":1}}""", """{"value":0}""", "no scores were answered")]
    [InlineData(Near, Near, null)]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0.000009},{"id":"c","distance":1},{"id":"b","distance":1},{"id":"d","distance":300.002}]}""", null)]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0},{"id":"b","distance":1},{"id":"c","distance":1},{"id":"e","distance":300}]}""", null)]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0},{"id":"e","distance":1},{"id":"c","distance":1},{"id":"d","distance":300}]}""", "neighbour 2 is 'e', expected 'b'")]
    [InlineData(Near, """{"neighbours":[{"id":"b","distance":0},{"id":"a","distance":1},{"id":"c","distance":1},{"id":"d","distance":300}]}""", "neighbour 1 is 'b', expected 'a'")]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0},{"id":"b","distance":1},{"id":"b","distance":1},{"id":"d","distance":300}]}""", "a neighbour was answered twice")]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0.00002},{"id":"b","distance":1},{"id":"c","distance":1},{"id":"d","distance":300}]}""", "the distance of neighbour 1 is 2E-05, expected 0 ± 1E-05 of it")]
    [InlineData(Near, """{"neighbours":[{"id":"a","distance":0}]}""", "1 neighbours were answered, expected 4")]
    [InlineData(Near, """{"neighbours":[{"id":1,"distance":0}]}""", "no neighbours were answered")]
    [InlineData(Near, """{"value":0}""", "no neighbours were answered")]
    [InlineData("""{"neighbours":[]}""", """{"neighbours":[]}""", null)]
    [InlineData("{}", """{"value":0}""", "nothing was expected")]
    public void Says_what_differs(string expected, string actual, string? difference) =>
        Assert.Equal(difference, PredictionComparison.Difference(JsonNode.Parse(expected), JsonNode.Parse(actual)));
}
