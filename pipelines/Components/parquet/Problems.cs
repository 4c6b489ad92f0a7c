using Modelyard.Steps;

namespace Modelyard.Components.ParquetFiles;

/// <summary>Values that do not fit their columns: the first ones are shown, all are counted.</summary>
internal sealed class Problems(int most)
{
    private readonly List<string> _shown = [];
    private long _count;

    /// <summary>One value that does not fit.</summary>
    /// <param name="row">From 1.</param>
    public void Add(long row, string column, string expected, string found)
    {
        if (++_count <= most) _shown.Add($"\n  row {row}, column {column}: expected {expected}, found {found}");
    }

    /// <summary>Fails where there was one.</summary>
    public void ThrowIfAny(string file)
    {
        if (_count == 0) return;
        var more = _count - _shown.Count;
        throw new StepFailure($"{file} does not fit its declared columns:{string.Concat(_shown)}{(more > 0 ? $"\n  and {more} more" : "")}");
    }
}
