namespace Modelyard.Images.Layers;

/// <summary>The bytes of a file of a layer: a whole file, a part of one, or bytes at hand. Opened only while it is read, as often as that is.</summary>
public sealed record EntryContent
{
    private EntryContent()
    {
    }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Absolute path of the file that holds them; <see langword="null"/> where they are at hand.</summary>
    public string? File { get; private init; }

    /// <summary>Where in the file they begin; <see langword="null"/> where the whole file is meant.</summary>
    public long? Offset { get; private init; }

    /// <summary>The bytes themselves, where there is no file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>A whole file, which must still have this length when it is read.</summary>
    public static EntryContent Of(string file, long length) => new() { File = file, Length = length };

    /// <summary>A part of a file, as one archive holds many.</summary>
    public static EntryContent Of(string file, long offset, long length) => new() { File = file, Offset = offset, Length = length };

    /// <summary>Bytes at hand.</summary>
    public static EntryContent Of(ReadOnlyMemory<byte> bytes) => new() { Bytes = bytes, Length = bytes.Length };
}
