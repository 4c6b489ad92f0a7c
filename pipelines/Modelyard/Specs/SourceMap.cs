using Modelyard.Diagnostics;

namespace Modelyard.Specs;

/// <summary>Where the fields of one YAML file stand, by path (<c>candidates.forest.pipeline.pixels.with.size</c>).</summary>
public sealed class SourceMap(string file, IReadOnlyDictionary<string, (int Line, int Column)> positions)
{
    /// <summary>The file, relative to the root.</summary>
    public string File { get; } = file;

    /// <summary>
    /// The position of the key at this path (of the item, inside lists: <c>reads[2]</c>). A path that is not in the file gives
    /// its nearest ancestor, so that a missing field is reported where it belongs.
    /// </summary>
    public SourcePosition At(params string[] path)
    {
        for (var length = path.Length; length > 0; length--)
        {
            if (positions.TryGetValue(string.Join('.', path.Take(length)), out var position)) return new SourcePosition(File, position.Line, position.Column);
        }

        return new SourcePosition(File, 1, 1);
    }
}
