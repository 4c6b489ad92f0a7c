using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>Features: float32 [N, M], dense or compressed sparse rows.</summary>
/// <param name="Count">N.</param>
/// <param name="Width">M.</param>
/// <param name="Data">Dense: [N × M], row by row; sparse: the values that are stored.</param>
/// <param name="Indices">Sparse: the column of each value, ascending within a row; dense: <see langword="null"/>.</param>
/// <param name="Starts">Sparse: [N + 1], where each row begins in <paramref name="Data"/>; dense: <see langword="null"/>.</param>
internal sealed record Matrix(int Count, int Width, float[] Data, int[]? Indices = null, long[]? Starts = null)
{
    private const string FileName = "matrix.json";

    /// <summary>Whether only some values are stored.</summary>
    public bool IsSparse => Indices is not null;

    /// <summary>Writes the artifact into an empty folder.</summary>
    public void Write(string folder)
    {
        if (Data.Any(value => !float.IsFinite(value))) throw new StepFailure("the matrix holds values that are not finite");
        if (IsSparse)
        {
            NpyFile.Write<float>(Path.Combine(folder, "data.npy"), Data);
            NpyFile.Write<int>(Path.Combine(folder, "indices.npy"), Indices);
            NpyFile.Write<long>(Path.Combine(folder, "indptr.npy"), Starts);
        }
        else
        {
            NpyFile.Write<float>(Path.Combine(folder, "data.npy"), Data, Count, Width);
        }

        CanonicalJson.Write(
            Path.Combine(folder, FileName),
            new Dictionary<string, object?> { ["rows"] = Count, ["columns"] = Width, ["format"] = IsSparse ? "csr" : "dense" });
    }

    /// <summary>Reads the artifact of a folder.</summary>
    public static Matrix Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var (count, width) = (document.RootElement.GetProperty("rows").GetInt32(), document.RootElement.GetProperty("columns").GetInt32());
        var data = NpyFile.Read<float>(Path.Combine(folder, "data.npy"));
        return document.RootElement.GetProperty("format").GetString() == "dense"
            ? new Matrix(count, width, data)
            : new Matrix(count, width, data, NpyFile.Read<int>(Path.Combine(folder, "indices.npy")), NpyFile.Read<long>(Path.Combine(folder, "indptr.npy")));
    }
}
