using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs;

/// <summary>Where the fields of one YAML file stand, by path (<c>candidates</c>, <c>forest</c>, <c>pipeline</c>, …).</summary>
public sealed class SourceMap
{
    private readonly SpecNode? _root;

    /// <summary>Of a spec that was made without a file's text: every field is at the start of the file.</summary>
    /// <param name="file">Relative to the root, forward slashes.</param>
    public SourceMap(string file) => File = file;

    internal SourceMap(string file, SpecNode? root)
        : this(file) => _root = root;

    /// <summary>The file, relative to the root.</summary>
    public string File { get; }

    /// <summary>
    /// The position of the key at this path; of the item inside lists, whose segment is its number (<c>reads</c>, <c>2</c>).
    /// A path that is not in the file gives its nearest ancestor, so that a missing field is reported where it belongs.
    /// </summary>
    public SourcePosition At(params ReadOnlySpan<string> path) => Find(path, ofValue: false);

    /// <summary>The position of the value at this path, or as <see cref="At"/> where the path is not in the file.</summary>
    public SourcePosition ValueAt(params ReadOnlySpan<string> path) => Find(path, ofValue: true);

    /// <summary>Whether the file gives this path a value, sound or not.</summary>
    internal bool Has(params ReadOnlySpan<string> path) => NodeAt(path) is not null;

    /// <summary>The keys of the mapping at this path, those of entries that were left out of the record too.</summary>
    internal IEnumerable<string> KeysAt(params ReadOnlySpan<string> path) =>
        NodeAt(path) is SpecMapping mapping ? mapping.Entries.Select(entry => entry.Key) : [];

    private SpecNode? NodeAt(ReadOnlySpan<string> path)
    {
        var node = _root;
        foreach (var segment in path) node = (node as SpecMapping)?.Find(segment)?.Value;
        return node;
    }

    private SourcePosition Find(ReadOnlySpan<string> path, bool ofValue)
    {
        var (node, line, column) = (_root, 1, 1);
        foreach (var segment in path)
        {
            var entry = (node as SpecMapping)?.Find(segment);
            var item = node is SpecList list && int.TryParse(segment, out var index) && index >= 0 && index < list.Items.Count
                ? list.Items[index]
                : null;
            if (entry is null && item is null) return new SourcePosition(File, line, column);
            node = entry?.Value ?? item;
            (line, column) = entry is null ? (node!.Line, node.Column) : (entry.Line, entry.Column);
        }

        return ofValue && node is not null and not SpecScalar { Kind: ScalarKind.Null }
            ? new SourcePosition(File, node.Line, node.Column)
            : new SourcePosition(File, line, column);
    }
}
