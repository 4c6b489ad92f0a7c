using Modelyard.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Modelyard.Specs.Yaml;

/// <summary>
/// Turns YAML into nodes, keeping to the part of YAML that is JSON with comments: no anchors, aliases, merge keys, tags,
/// duplicate or structured keys, and one document a file. What is refused is reported and read on; only a syntax error or
/// a bound stops the reading. Works on the parser's events, so that a bound is met before memory is spent.
/// </summary>
internal sealed class YamlReader(string file, List<Diagnostic> diagnostics)
{
    private const int MostLinesToTab = 200;

    private int _nodes;

    /// <summary>The root node, or <see langword="null"/> after a syntax error, a bound, or for an empty file.</summary>
    public SpecNode? Read(string text)
    {
        try
        {
            var parser = new YamlEvents(text);
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) return Empty(1, 1);
            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, depth: 0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
            {
                Report(
                    SpecCodes.SeveralDocuments, second, "a second document starts here", "keep one document a file; remove the line '---'");
            }

            return root is SpecScalar { Kind: ScalarKind.Null } ? Empty(root.Line, root.Column) : root;
        }
        catch (YamlException exception)
        {
            diagnostics.Add(Syntax(exception, text));
            return null;
        }
        catch (BoundException)
        {
            return null;
        }
    }

    private SpecNode ReadNode(IParser parser, int depth)
    {
        var current = parser.Current ?? throw new YamlException("the file ends too early");
        if (++_nodes > YamlBounds.Nodes) throw Stop(current, $"more than {YamlBounds.Nodes} keys and values");
        if (depth > YamlBounds.Depth) throw Stop(current, $"more than {YamlBounds.Depth} levels of nesting");
        var (line, column) = Position(current);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            Report(SpecCodes.Anchor, alias, $"the alias {Excerpt.Of("*" + alias.Value)} is not accepted", "write the value out");
            return new SpecRefused(line, column);
        }

        var refused = current is NodeEvent node && IsRefused(node);
        var read = ReadContent(parser, depth, line, column);
        return refused ? new SpecRefused(line, column) : read;
    }

    private SpecNode ReadContent(IParser parser, int depth, int line, int column)
    {
        if (parser.TryConsume<Scalar>(out var scalar)) return ReadScalar(scalar, line, column);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<SpecNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(parser, depth + 1));
            return new SpecList(line, column, items);
        }

        parser.Consume<MappingStart>();
        var entries = new Dictionary<string, SpecEntry>(StringComparer.Ordinal);
        var ordered = new List<SpecEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadEntry(parser, depth) is not { } entry) continue;
            if (entries.TryAdd(entry.Key, entry)) ordered.Add(entry);
            else
            {
                Report(
                    SpecCodes.DuplicateKey,
                    entry.Line,
                    entry.Column,
                    $"the key {Excerpt.Of(entry.Key)} stands twice; first at line {entries[entry.Key].Line}",
                    "remove one of the two");
            }
        }

        return new SpecMapping(line, column, ordered);
    }

    private SpecEntry? ReadEntry(IParser parser, int depth)
    {
        var start = parser.Current!;
        var (line, column) = Position(start);
        if (!parser.TryConsume<Scalar>(out var key)) ReadNode(parser, depth + 1);
        if (key?.Value.Length > YamlBounds.KeyCharacters) throw Stop(start, $"a key of more than {YamlBounds.KeyCharacters} characters");
        if (++_nodes > YamlBounds.Nodes) throw Stop(start, $"more than {YamlBounds.Nodes} keys and values");
        var value = ReadNode(parser, depth + 1);
        if (start is AnchorAlias) return null;
        if (key is null) Report(SpecCodes.KeyNotText, line, column, "a key must be plain text", "write the key as a name");
        else if (key is { Value: "<<", Style: ScalarStyle.Plain })
        {
            Report(SpecCodes.Anchor, line, column, "the merge key '<<' is not accepted", "write the merged keys out");
        }
        else if (!IsRefused(key)) return new SpecEntry(key.Value, line, column, value);
        return null;
    }

    private SpecNode ReadScalar(Scalar scalar, int line, int column)
    {
        if (scalar.Style != ScalarStyle.Plain) return new SpecScalar(line, column, ScalarKind.Text, scalar.Value);
        if (PlainScalar.Resolve(scalar.Value, out var advice) is { } value) return new SpecScalar(line, column, value.Kind, value.Text);
        Report(
            SpecCodes.AmbiguousValue, line, column, $"{Excerpt.Of(scalar.Value)} is not the same value in every version of YAML", advice);
        return new SpecRefused(line, column);
    }

    private bool IsRefused(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            Report(
                SpecCodes.Anchor,
                node,
                $"the anchor {Excerpt.Of("&" + node.Anchor.Value)} is not accepted",
                "remove it and write the value out where it is needed");
        }

        if (!node.Tag.IsEmpty)
        {
            Report(
                SpecCodes.Tag,
                node,
                $"the tag {Excerpt.Of(Written(node.Tag))} is not accepted",
                "remove it; the key decides which type its value has");
        }

        return !node.Anchor.IsEmpty || !node.Tag.IsEmpty;
    }

    private static string Written(TagName tag) => tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);

    private SpecNode? Empty(int line, int column)
    {
        Report(SpecCodes.EmptyFile, line, column, "the file holds no keys");
        return null;
    }

    private Diagnostic Syntax(YamlException exception, string text)
    {
        var (line, column) = ((int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column));

        // The parser names where the mapping starts that a tab ends; the tab is somewhere below.
        var tabbed = text.Split('\n').Index()
            .Skip(line - 1)
            .Take(MostLinesToTab)
            .FirstOrDefault(written => IndentOf(written.Item).Contains('\t'), (Index: -1, Item: ""));
        return tabbed.Index >= 0
            ? SpecCodes.NotYaml.Error(
                new SourcePosition(file, tabbed.Index + 1, tabbed.Item.IndexOf('\t') + 1), "a tab indents this line", "indent with spaces")
            : SpecCodes.NotYaml.Error(
                new SourcePosition(file, line, column), $"not YAML: {Excerpt.Bare(FirstSentence(exception.Message))}");
    }

    private static string IndentOf(string line) => line[..^line.TrimStart(' ', '\t').Length];

    private static string FirstSentence(string message)
    {
        // Some messages of the parser begin with the marks, which our position already says.
        var text = message.StartsWith('(') && message.IndexOf("): ", StringComparison.Ordinal) is > 0 and var end
            ? message[(end + 3)..]
            : message;
        return text.TrimEnd('.');
    }

    private BoundException Stop(ParsingEvent at, string what)
    {
        Report(SpecCodes.BeyondBounds, at, $"the file has {what}");
        return new BoundException();
    }

    private void Report(DiagnosticCode code, ParsingEvent at, string message, string? hint = null)
    {
        var (line, column) = Position(at);
        Report(code, line, column, message, hint);
    }

    private void Report(DiagnosticCode code, int line, int column, string message, string? hint = null) =>
        diagnostics.Add(code.Error(new SourcePosition(file, line, column), message, hint));

    private static (int Line, int Column) Position(ParsingEvent at) => ((int)at.Start.Line, (int)at.Start.Column);

    private sealed class BoundException : Exception;
}
