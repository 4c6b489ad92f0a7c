namespace Modelyard.Steps;

/// <summary>One column of rows.</summary>
internal abstract class Column
{
    /// <summary>string, number, integer, boolean or image.</summary>
    public abstract string Type { get; }

    /// <summary>How many values.</summary>
    public abstract int Count { get; }

    /// <summary>The values with these numbers, in their order.</summary>
    public abstract Column Take(IReadOnlyList<int> numbers);

    /// <summary>Writes the values beside rows.json.</summary>
    /// <param name="path">Without extension.</param>
    public abstract void Write(string path);

    /// <summary>The column's entry in rows.json.</summary>
    public virtual Dictionary<string, object?> Entry() => new() { ["type"] = Type };

    /// <summary>Reads a column of this type.</summary>
    /// <param name="path">Without extension.</param>
    public static Column Read(string type, string path) => type switch
    {
        "string" => TextColumn.Read(path),
        "number" => new ValueColumn<double>(NpyFile.Read<double>($"{path}.npy")),
        "integer" => new ValueColumn<long>(NpyFile.Read<long>($"{path}.npy")),
        "boolean" => new ValueColumn<bool>(NpyFile.Read<bool>($"{path}.npy")),
        "image" => PictureColumn.Read(path),
        _ => throw new StepFailure($"{path} is of type {type}; known: string, number, integer, boolean, image"),
    };
}
