using System.Text.Json.Nodes;
using Modelyard.ModelServer.Tests.Harness;

namespace Modelyard.ModelServer.Tests;

public sealed class ProtocolTests(TestArtifacts artifacts)
{
    public static TheoryData<string> Names => [.. ProtocolCases.All.Select(entry => entry["name"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_as_every_server_of_the_platform_does(string name)
    {
        var entry = ProtocolCases.Named(name);
        var answer = await SendAsync(entry);
        var expect = entry["expect"]!.AsObject();
        if (entry["raw"] is null)
        {
            Assert.Equal("dev1", answer.Headers["x-yard-version"]);
        }

        foreach (var (rule, value) in expect)
        {
            await CheckAsync(rule, value!, answer);
        }
    }

    private async Task CheckAsync(string rule, JsonNode value, Answer answer)
    {
        switch (rule)
        {
            case "status":
                Assert.True(value.GetValue<int>() == answer.Status, $"expected {value}, found {answer.Status}: {answer.Text}");
                break;
            case "status-not":
                Assert.NotEqual(value.GetValue<int>(), answer.Status);
                break;
            case "code":
                Assert.True(value.GetValue<string>() == answer.Code, $"expected {value}, found {answer.Text}");
                break;
            case "message-contains":
                Assert.All(Texts(value), text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
                break;
            case "predictions":
                Assert.Equal(value.GetValue<int>(), Scores(answer).Count);
                break;
            case "same-as":
                AssertEqual(Scores(await SendAsync(ProtocolCases.Named(value.GetValue<string>()))), Scores(answer));
                break;
            case "body":
                Assert.True(JsonNode.DeepEquals(value, JsonNode.Parse(answer.Body)), answer.Text);
                break;
            case "keys":
                Assert.Equal(Texts(value), answer.Json.EnumerateObject().Select(member => member.Name));
                break;
            case "body-contains":
                Assert.All(Texts(value), text => Assert.Contains(text, answer.Text, StringComparison.Ordinal));
                break;
            case "empty":
                Assert.Empty(answer.Body);
                break;
            case "headers":
                Assert.All(value.AsObject(), header => Assert.Equal(header.Value!.GetValue<string>(), answer.Headers[header.Key]));
                break;
            default:
                Assert.Fail($"the cases have a rule '{rule}' that this test does not know");
                break;
        }
    }

    private async Task<Answer> SendAsync(JsonObject entry) =>
        await (await artifacts.Fixtures.Get(entry["fixture"]!.GetValue<string>())).SendAsync(ProtocolCases.Request(entry));

    private static IEnumerable<string> Texts(JsonNode value) => value.AsArray().Select(text => text!.GetValue<string>());

    private static List<double[]> Scores(Answer answer) =>
        [.. answer.Json.GetProperty("predictions").EnumerateArray().Select(prediction =>
        {
            var scores = prediction.GetProperty("scores").EnumerateObject()
                .ToDictionary(score => score.Name, score => score.Value.GetDouble());
            Assert.Equal(scores.MaxBy(score => score.Value).Key, prediction.GetProperty("label").GetString());
            Assert.All(scores.Values, score => Assert.True(double.IsFinite(score)));
            return scores.Values.ToArray();
        })];

    private static void AssertEqual(List<double[]> expected, List<double[]> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (var (first, second) in expected.Zip(found))
        {
            Assert.All(first.Zip(second), score => Assert.Equal(score.First, score.Second, 1e-6));
        }
    }
}
