using Modelyard.ModelServer.Artifacts;

namespace Modelyard.ModelServer.Pictures;

/// <summary>
/// The chunks of a PNG that make pixels, every checksum up to IEND verified. Other chunks, text and colour profiles, are never opened.
/// </summary>
internal sealed class PngFile
{
    private readonly byte[] _bytes;
    private readonly List<PngChunk> _data = [];
    private PngChunk _palette;
    private PngChunk _transparency;

    /// <summary>Throws <see cref="Unfit"/>. The array must stay as it is while the file is used.</summary>
    public PngFile(byte[] bytes, int length, PictureShape shape)
    {
        _bytes = bytes;
        var png = bytes.AsSpan(0, length);
        if (!png.StartsWith(PngChunk.Signature))
        {
            throw new Unfit("expected a PNG, found something else");
        }

        var chunk = PngChunk.At(png, PngChunk.Signature.Length);
        Header = PngHeader.Read(chunk, chunk.Content(png), shape);
        while (chunk.Kind != PngChunk.End)
        {
            chunk = PngChunk.At(png, chunk.After);
            Take(chunk);
        }
    }

    public PngHeader Header { get; }

    public ReadOnlySpan<byte> Palette => _palette.Content(_bytes);

    public ReadOnlySpan<byte> Transparency => _transparency.Content(_bytes);

    public bool HasTransparency => _transparency.Kind != 0;

    /// <summary>Of all chunks with pixels.</summary>
    public DeflatedPixels Deflated() =>
        _data is [var only] ? new DeflatedPixels(_bytes, only.Start, only.Length) : new DeflatedPixels(_bytes, _data);

    private void Take(PngChunk chunk)
    {
        switch (chunk.Kind)
        {
            case PngChunk.Data:
                _data.Add(chunk);
                break;
            case PngChunk.Palette when _palette.Kind == 0 && _data.Count == 0:
                _palette = chunk;
                break;
            case PngChunk.Transparency when _transparency.Kind == 0 && _data.Count == 0:
                _transparency = chunk;
                break;
            case PngChunk.Palette or PngChunk.Transparency:
                throw new Unfit($"the PNG has its chunk {(chunk.Kind == PngChunk.Palette ? "PLTE" : "tRNS")} twice, or after its pixels");
            case not PngChunk.End when chunk.IsCritical:
                throw new Unfit("the PNG has a critical chunk that this server does not know");
        }
    }
}
