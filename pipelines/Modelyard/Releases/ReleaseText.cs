using System.Globalization;
using Modelyard.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Modelyard.Releases;

/// <summary>A release file as text, and where in it each arm's weight stands, so that a weight can change and nothing else.</summary>
internal sealed class ReleaseText
{
    private const int MostChars = 64 << 10;
    private const int MostDepth = 16;

    private readonly string _file;
    private readonly string _text;

    private ReleaseText(string file, string text)
    {
        (_file, _text) = (file, text);
        Weights = [.. Arms().Select(Weight)];
    }

    /// <summary>Every arm's weight, in the file's order.</summary>
    public IReadOnlyList<ArmWeight> Weights { get; }

    /// <exception cref="YardException">YARD5001: not YAML, not a release, or written so that a weight has no place of its own.</exception>
    public static ReleaseText Parse(string file, string text) => new(file, text);

    /// <summary>The text with these weights; an arm whose number stays keeps its spelling.</summary>
    public string With(IReadOnlyDictionary<string, decimal> weights)
    {
        var text = _text;
        foreach (var weight in Weights.OrderByDescending(weight => weight.Start))
        {
            if (weights[weight.Arm] == weight.Value) continue;
            var number = weights[weight.Arm].ToString("0.##", CultureInfo.InvariantCulture);
            text = string.Concat(text.AsSpan(0, weight.Start), number, text.AsSpan(weight.End));
        }

        return text;
    }

    private ArmWeight Weight((string Name, YamlNode Node) arm)
    {
        var node = Child(arm.Node, "weight", $"arms.{arm.Name}.weight");
        if (!arm.Node.Anchor.IsEmpty) throw NotEditable(arm.Node, $"arms.{arm.Name} has an anchor");
        if (node is not YamlScalarNode { Value: { } value } scalar) throw NotEditable(node, $"arms.{arm.Name}.weight is no number");

        var quotes = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 1 : 0;
        var (start, end) = ((int)scalar.Start.Index + quotes, (int)scalar.End.Index - quotes);
        var numeric = decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return numeric && scalar.Anchor.IsEmpty && start <= end && _text[start..end] == value
            ? new ArmWeight(arm.Name, number, start, end)
            : throw NotEditable(scalar, $"arms.{arm.Name}.weight is '{value}', expected a plain number such as 90 or 12.5");
    }

    private IEnumerable<(string Name, YamlNode Node)> Arms()
    {
        var arms = Child(Root(), "arms", "arms");
        if (arms is not YamlMappingNode { Children.Count: > 0 } mapping) throw NotEditable(arms, "arms is no mapping of arm to { candidate, weight }");
        return mapping.Children.Select(pair => (pair.Key.ToString(), pair.Value));
    }

    private YamlNode Child(YamlNode parent, string key, string path) =>
        parent is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child)
            ? child
            : throw NotEditable(parent, $"{path} is missing");

    private YamlNode Root()
    {
        if (_text.Length > MostChars) throw NotEditable(null, $"{_text.Length} characters, expected at most {MostChars}");
        try
        {
            RefuseDepth();
            var stream = new YamlStream();
            stream.Load(new StringReader(_text));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw NotEditable(null, $"{stream.Documents.Count} YAML documents, expected one");
        }
        catch (YamlException e)
        {
            throw ReleaseCodes.NotEditable.Failure($"not YAML: {e.Message}", where: Position(e.Start));
        }
    }

    // The node model is built by recursion, the events are not: they tell the depth before it can exhaust the stack.
    private void RefuseDepth()
    {
        var parser = new Parser(new StringReader(_text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostDepth) throw ReleaseCodes.NotEditable.Failure("nested too deeply for a release", where: Position(parser.Current.Start));
        }
    }

    private YardException NotEditable(YamlNode? node, string found) =>
        ReleaseCodes.NotEditable.Failure(found, ReleaseCodes.NotEditable.Remedy, Position(node?.Start ?? Mark.Empty));

    private SourcePosition Position(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);
}

/// <summary>One arm's weight and the place of its number in the text, quotes left out.</summary>
internal sealed record ArmWeight(string Arm, decimal Value, int Start, int End);
