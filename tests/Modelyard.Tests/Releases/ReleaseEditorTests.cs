using CsCheck;
using Modelyard.Diagnostics;
using Modelyard.Releases;

namespace Modelyard.Tests.Releases;

public sealed class ReleaseEditorTests : IDisposable
{
    private const string File = "models/item-photo/releases/local.yaml";

    private readonly string _root = Directory.CreateTempSubdirectory("yard-release-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(
        "arms: { a: {candidate: forest, weight: 90}, b: { candidate: network, weight: 10 } }  # who answers\n",
        "arms: { a: {candidate: forest, weight: 80}, b: { candidate: network, weight: 20 } }  # who answers\n")]
    [InlineData(
        "# traffic\r\narms:\r\n  a:\r\n    weight:   90.0   # most\r\n    candidate: \"forest\"\r\n  b: {weight: '10', candidate: network}\r\nsalt: x",
        "# traffic\r\narms:\r\n  a:\r\n    weight:   80   # most\r\n    candidate: \"forest\"\r\n  b: {weight: '20', candidate: network}\r\nsalt: x")]
    [InlineData(
        "{\"salt\": \"😀é\", \"arms\": {\"a\": {\"weight\": 90}, \"b\": {\"weight\": \"10\"}}}",
        "{\"salt\": \"😀é\", \"arms\": {\"a\": {\"weight\": 80}, \"b\": {\"weight\": \"20\"}}}")]
    [InlineData(
        "---\narms:\n  \"b\":\n    candidate: weight # weight: 10\n    weight: 1.0e1\n  a: { candidate: forest, weight: 90 }\n",
        null)]
    public void Only_the_numbers_change(string before, string? after)
    {
        if (after is null)
        {
            var failure = Assert.Throws<YardException>(() => ReleaseEditor.Edit(File, before, new Dictionary<string, decimal> { ["b"] = 20 }));
            Assert.StartsWith($"{File}:5:13: error YARD5001: arms.b.weight is '1.0e1', expected a plain number such as 90 or 12.5", failure.Message);
        }
        else
        {
            Assert.Equal(after, ReleaseEditor.Edit(File, before, new Dictionary<string, decimal> { ["b"] = 20 }).Text);
        }
    }

    [Theory]
    [InlineData("a:50 b:30 c:20", "c=40", "a:37.5 b:22.5 c:40")]
    [InlineData("a:33.34 b:33.33 c:33.33", "a=0", "a:0 b:50 c:50")]
    [InlineData("a:1 b:1 c:1 d:97", "d=0", "a:33.34 b:33.33 c:33.33 d:0")]
    [InlineData("a:100 b:0", "b=20", "a:80 b:20")]
    [InlineData("a:0 b:100", "b=20", "a:80 b:20")]
    [InlineData("a:0 b:0 c:100", "c=1", "a:49.5 b:49.5 c:1")]
    [InlineData("a:90 b:10", "b=0.01", "a:99.99 b:0.01")]
    [InlineData("a:60 b:30 c:10", "b=50,c=20", "a:30 b:50 c:20")]
    [InlineData("a:60 b:40", "a=25,b=75", "a:25 b:75")]
    [InlineData("a:60 b:40", "a=100", "a:100 b:0")]
    public void The_other_arms_scale_to_100(string before, string changes, string after)
    {
        var text = $"arms: {{ {string.Join(", ", before.Split(' ').Select(arm => $"{arm[0]}: {{ weight: {arm[2..]} }}"))} }}";
        var (edited, weights) = ReleaseEditor.Edit(File, text, changes.Split(',').ToDictionary(change => change[..1], change => decimal.Parse(change[2..])));
        Assert.Equal(after, string.Join(" ", ReleaseText.Parse(File, edited).Weights.Select(weight => $"{weight.Arm}:{weight.Value}")));
        Assert.Equal(100, weights.Values.Sum());
    }

    [Fact]
    public void Weights_always_add_up_and_stay_within_a_hundredth_of_their_share() =>
        Gen.Select(Gen.Int[0, 10_000].Array[2, 6], Gen.Int[0, 10_000]).Sample((parts, change) =>
        {
            var current = parts.Select((part, i) => ($"{i}", part / 100m)).ToList();
            var weights = WeightShares.Rescale(current, new Dictionary<string, decimal> { ["0"] = change / 100m });
            var sum = current.Skip(1).Sum(arm => arm.Item2);
            return weights.Values.Sum() == 100
                && weights.Values.All(WeightShares.IsValid)
                && (sum == 0 || current.Skip(1).All(arm => Math.Abs(weights[arm.Item1] - ((100 - (change / 100m)) * arm.Item2 / sum)) < 0.01m));
        });

    [Theory]
    [InlineData("a: {weight: 90}, b: {weight: 10}", "bb=20", "error YARD5002: no arm 'bb'; the arms are a, b → did you mean 'b'?")]
    [InlineData("a: {weight: 90}, b: {weight: 10}", "b=-1", "error YARD5003: weight of 'b' is -1, expected 0 to 100 with at most two decimals")]
    [InlineData("a: {weight: 90}, b: {weight: 10}", "b=100.5", "error YARD5003: weight of 'b' is 100.5, expected 0 to 100 with at most two decimals")]
    [InlineData("a: {weight: 90}, b: {weight: 10}", "b=1.234", "error YARD5003: weight of 'b' is 1.234, expected 0 to 100 with at most two decimals")]
    [InlineData("a: {weight: 90}, b: {weight: 10}", "a=50,b=60", "error YARD5004: the weights given add up to 110, expected 100, since no arm is left to take the rest")]
    [InlineData("a: {weight: 90}, b: {weight: 5}, c: {weight: 5}", "a=50,b=60", "error YARD5004: the weights given add up to 110, expected at most 100")]
    [InlineData("a: {weight: 100}", "a=50", "error YARD5004: the weights given add up to 50, expected 100, since no arm is left to take the rest")]
    public void What_cannot_be_is_refused(string arms, string changes, string message)
    {
        var weights = changes.Split(',').Select(change => change.Split('=')).ToDictionary(change => change[0], change => decimal.Parse(change[1]));
        var failure = Assert.Throws<YardException>(() => ReleaseEditor.Edit(File, $"arms: {{ {arms} }}", weights));
        Assert.Contains($"{File}: {message}", failure.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("arms: { a: &x {weight: 50}, b: *x }", "arms.a has an anchor")]
    [InlineData("arms: { a: {weight: &x 50}, b: {weight: *x} }", "arms.a.weight is '50', expected a plain number such as 90 or 12.5")]
    [InlineData("arms: { a: {weight: !!float 50}, b: {weight: 50} }", "arms.a.weight is '50', expected a plain number such as 90 or 12.5")]
    [InlineData("arms: { a: {candidate: forest}, b: {weight: 50} }", "arms.a.weight is missing")]
    [InlineData("arms: { a: {weight: [1]}, b: {weight: 50} }", "arms.a.weight is no number")]
    [InlineData("arms: []", "arms is no mapping of arm to { candidate, weight }")]
    [InlineData("salt: x", "arms is missing")]
    [InlineData("", "0 YAML documents, expected one")]
    [InlineData("arms: { a: {weight: 1}", "not YAML: ")]
    [InlineData("arms: { a: {weight: 1}, a: {weight: 2} }", "not YAML: ")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", "nested too deeply for a release")]
    public void A_file_that_cannot_be_edited_says_why(string text, string message)
    {
        var failure = Assert.Throws<YardException>(() => ReleaseEditor.Edit(File, text, new Dictionary<string, decimal> { ["b"] = 20 }));
        Assert.Equal(ReleaseCodes.NotEditable, failure.Diagnostics[0].Code);
        Assert.StartsWith(message, failure.Diagnostics[0].Message);
    }

    [Fact]
    public void The_file_is_replaced_as_a_whole_and_keeps_its_byte_order_mark()
    {
        var path = Path.Combine(_root, File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, "arms: { a: {weight: 90}, b: {weight: 10} }\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var weights = ReleaseEditor.SetWeights(_root, File, new Dictionary<string, decimal> { ["b"] = 20 });
        Assert.Equal(80, weights["a"]);
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "arms: { a: {weight: 80}, b: {weight: 20} }\n"u8], System.IO.File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));

        var missing = Assert.Throws<YardException>(() => ReleaseEditor.SetWeights(_root, "models/x/releases/local.yaml", weights));
        Assert.Equal("models/x/releases/local.yaml: error YARD5001: there is no such file", missing.Message);
    }
}
