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
    private readonly YamlMappingNode _arms;

    private ReleaseText(string file, string text)
    {
        (_file, _text) = (file, text);
        _arms = Arms();
        Weights = [.. _arms.Children.Select(arm => Weight((arm.Key.ToString(), arm.Value)))];
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

    /// <summary>The text with one arm more, of weight 0, written as its neighbours are.</summary>
    public string Add(string arm, string version)
    {
        var written = $"{arm}: {{ version: {version}, weight: 0 }}";
        if (_arms.Style == YamlDotNet.Core.Events.MappingStyle.Flow)
        {
            var brace = _text.IndexOf('}', LastOf(_arms));
            return brace < 0 ? throw NotEditable(_arms, "arms has no place to add one") : _text.Insert(brace + 1, $", {written}");
        }

        // Behind the last arm's last line, whatever is written after it there.
        var end = _text.IndexOf('\n', Math.Max(0, LastOf(_arms) - 1));
        var indent = new string(' ', (int)_arms.Children[0].Key.Start.Column - 1);
        return end < 0 ? $"{_text}\n{indent}{written}\n" : _text.Insert(end + 1, $"{indent}{written}\n");
    }

    /// <summary>The text with another name and version for an arm that pins one; its weight stays.</summary>
    public string Exchange(string arm, string name, string version)
    {
        var (key, node) = _arms.Children.First(child => child.Key.ToString() == arm);
        var pinned = Child(node, "version", $"arms.{arm}.version");
        var text = Replace(_text, pinned, version);
        return Replace(text, key, name);
    }

    private static string Replace(string text, YamlNode node, string by) => string.Concat(text.AsSpan(0, (int)node.Start.Index), by, text.AsSpan((int)node.End.Index));

    // The end of a mapping is not where its text ends; that of its last scalar is.
    private static int LastOf(YamlNode node) => node is YamlMappingNode { Children.Count: > 0 } mapping ? LastOf(mapping.Children[^1].Value) : (int)node.End.Index;

    private ArmWeight Weight((string Name, YamlNode Node) arm)
    {
        var node = Child(arm.Node, "weight", $"arms.{arm.Name}.weight");
        if (!arm.Node.Anchor.IsEmpty) throw NotEditable(arm.Node, $"arms.{arm.Name} has an anchor");
        if (node is not YamlScalarNode { Value: { } value } scalar) throw NotEditable(node, $"arms.{arm.Name}.weight is no number");

        var quotes = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 1 : 0;
        var (start, end) = ((int)scalar.Start.Index + quotes, (int)scalar.End.Index - quotes);
        var numeric = decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return numeric && scalar.Anchor.IsEmpty && start <= end && _text[start..end] == value
            ? new ArmWeight(arm.Name, number, start, end, Text("candidate"), Text("version"))
            : throw NotEditable(scalar, $"arms.{arm.Name}.weight is '{value}', expected a plain number such as 90 or 12.5");

        string? Text(string key) => ((YamlMappingNode)arm.Node).Children.TryGetValue(new YamlScalarNode(key), out var found) ? found.ToString() : null;
    }

    private YamlMappingNode Arms()
    {
        var arms = Child(Root(), "arms", "arms");
        return arms is YamlMappingNode { Children.Count: > 0 } mapping ? mapping : throw NotEditable(arms, "arms is no mapping of arm to { candidate, weight }");
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
/// <param name="Candidate">The candidate that it names, if it names one.</param>
/// <param name="Version">The version that it pins, as it is written, if it pins one.</param>
internal sealed record ArmWeight(string Arm, decimal Value, int Start, int End, string? Candidate, string? Version);
