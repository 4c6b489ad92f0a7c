using System.Text.Json;

namespace Modelyard.Steps;

/// <summary>The part of the data that a row belongs to.</summary>
internal enum Part : byte
{
    Train = 0,
    Test = 1,
    Validation = 2,
}

/// <summary>The known classes of rows.</summary>
/// <param name="Classes">Sorted names.</param>
/// <param name="Codes">[N]: index into the classes.</param>
/// <param name="Parts">[N]: a <see cref="Part"/> each.</param>
internal sealed record Labels(IReadOnlyList<string> Classes, int[] Codes, byte[] Parts)
{
    private const string FileName = "labels.json";

    /// <summary>Row numbers of one part, ascending.</summary>
    public IReadOnlyList<int> Numbers(Part part) => [.. Enumerable.Range(0, Codes.Length).Where(row => Parts[row] == (byte)part)];

    /// <summary>Writes the artifact into an empty folder.</summary>
    public void Write(string folder)
    {
        NpyFile.Write<int>(Path.Combine(folder, "codes.npy"), Codes);
        NpyFile.Write<byte>(Path.Combine(folder, "part.npy"), Parts);
        CanonicalJson.Write(Path.Combine(folder, FileName), new Dictionary<string, object?> { ["count"] = Codes.Length, ["classes"] = Classes });
    }

    /// <summary>Reads the artifact of a folder.</summary>
    public static Labels Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var classes = document.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!).ToList();
        return new Labels(classes, NpyFile.Read<int>(Path.Combine(folder, "codes.npy")), NpyFile.Read<byte>(Path.Combine(folder, "part.npy")));
    }
}
