namespace Modelyard.Specs.Yaml;

/// <summary>One node of a YAML file and where it starts, both from 1.</summary>
internal abstract record SpecNode(int Line, int Column)
{
    /// <summary>What the node is, as a message says it: <c>the text 'x'</c>, <c>a list</c>.</summary>
    public abstract string Description { get; }
}

/// <summary>What a scalar is by the core schema of YAML 1.2.</summary>
internal enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,
}

/// <param name="Text">The value as JSON would spell it, without quotes.</param>
internal sealed record SpecScalar(int Line, int Column, ScalarKind Kind, string Text) : SpecNode(Line, Column)
{
    public override string Description => Kind switch
    {
        ScalarKind.Text => $"the text {Excerpt.Of(Text)}",
        ScalarKind.Number => $"the number {Excerpt.Bare(Text)}",
        ScalarKind.Boolean => Text,
        _ => "nothing",
    };
}

internal sealed record SpecList(int Line, int Column, IReadOnlyList<SpecNode> Items) : SpecNode(Line, Column)
{
    public override string Description => "a list";
}

internal sealed record SpecMapping(int Line, int Column, IReadOnlyList<SpecEntry> Entries) : SpecNode(Line, Column)
{
    private readonly Dictionary<string, SpecEntry> _byKey = Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);

    public override string Description => "a mapping";

    public SpecEntry? Find(string key) => _byKey.GetValueOrDefault(key);
}

/// <summary>A node that the reader refused and reported; nothing more is said about it.</summary>
internal sealed record SpecRefused(int Line, int Column) : SpecNode(Line, Column)
{
    public override string Description => "a refused value";
}

/// <summary>A key, where it stands, and its value.</summary>
internal sealed record SpecEntry(string Key, int Line, int Column, SpecNode Value);
