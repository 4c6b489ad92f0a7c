using System.Text.Json.Nodes;
using Modelyard.Versions.Answers;

namespace Modelyard.Tests.Versions;

public sealed class AnswerKindsTests
{
    [Theory]
    [InlineData("""{"label":"hat","scores":{"bag":0.2,"hat":0.8}}""", "hat", "hat  (hat 0.800, bag 0.200)")]
    [InlineData("""{"value":152.48731}""", "152.4873", "152.48731")]
    [InlineData("""{"value":"much"}""", """{"value":"much"}""", """{"value":"much"}""")]
    [InlineData("""{"answer":42}""", """{"answer":42}""", """{"answer":42}""")]
    [InlineData("null", "null", "null")]
    public void A_prediction_has_a_word_and_a_line(string prediction, string word, string line)
    {
        Assert.Equal(word, AnswerKinds.Word(JsonNode.Parse(prediction)));
        Assert.Equal(line, AnswerKinds.Line(JsonNode.Parse(prediction)));
    }

    [Fact]
    public void Every_kind_of_a_port_is_one_of_answers() =>
        Assert.All(["classes", "values"], name => Assert.Equal(name, AnswerKinds.Named(name).Name));
}
