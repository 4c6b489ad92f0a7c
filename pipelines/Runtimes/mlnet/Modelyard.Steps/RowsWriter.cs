namespace Modelyard.Steps;

/// <summary>Writes rows part by part, for tables that need not be in memory as a whole: to the byte what <see cref="Rows.Write"/> does.</summary>
/// <param name="folder">Empty.</param>
/// <param name="count">How many rows there will be.</param>
internal sealed class RowsWriter(string folder, int count) : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<string, object?> _columns = [];

    /// <summary>A column of numbers (double), integers (long) or truths (bool).</summary>
    public ValueWriter<T> Values<T>(string name)
        where T : unmanaged
    {
        var writer = new ValueWriter<T>(Path.Combine(folder, $"{name}.npy"), count);
        _columns[name] = new ValueColumn<T>([]).Entry();
        _open.Add(writer);
        return writer;
    }

    /// <summary>A column of texts.</summary>
    public TextLines Texts(string name)
    {
        var writer = new TextLines(Path.Combine(folder, $"{name}.jsonl"));
        _columns[name] = new TextColumn([]).Entry();
        _open.Add(writer);
        return writer;
    }

    /// <summary>Ends the rows, all of which were given.</summary>
    public void Finish()
    {
        Dispose();
        CanonicalJson.Write(Path.Combine(folder, Rows.FileName), new Dictionary<string, object?> { ["count"] = count, ["columns"] = _columns });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var writer in _open) writer.Dispose();
        _open.Clear();
    }
}

/// <summary>An array of one dimension, written part by part.</summary>
internal sealed class ValueWriter<T>(string path, int count) : IDisposable
    where T : unmanaged
{
    private readonly FileStream _file = NpyFile.Start<T>(path, count);

    /// <summary>The next values.</summary>
    public void Append(ReadOnlySpan<T> values) => _file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>Texts of a column, one line each.</summary>
internal sealed class TextLines(string path) : IDisposable
{
    private readonly StreamWriter _lines = new(path);
    private readonly System.Text.StringBuilder _line = new();

    /// <summary>The next text; <see langword="null"/> where it is missing.</summary>
    public void Append(string? text)
    {
        _line.Clear();
        if (text is null) _line.Append("null");
        else CanonicalJson.AppendString(_line, text);
        _lines.Write(_line.Append('\n'));
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
