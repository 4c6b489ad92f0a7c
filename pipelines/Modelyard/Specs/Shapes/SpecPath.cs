using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Shapes;

/// <summary>The way from the root of a file to a key or item, and where that stands; only written out when a message needs it.</summary>
internal sealed record SpecPath(SpecPath? Parent, string Segment, int Line, int Column)
{
    public SpecPath To(SpecEntry entry) => new(this, entry.Key, entry.Line, entry.Column);

    public override string ToString() => Parent is null ? Excerpt.Bare(Segment)
        : Segment.StartsWith('[') ? $"{Parent}{Segment}"
        : $"{Parent}.{Excerpt.Bare(Segment)}";
}
