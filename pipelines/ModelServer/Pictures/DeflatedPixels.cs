namespace Modelyard.ModelServer.Pictures;

/// <summary>
/// The deflated pixels of a PNG, in one piece. .NET takes a zlib stream that is cut off for one that ends; only whether it asked for
/// more than there is tells them apart.
/// </summary>
internal sealed class DeflatedPixels : MemoryStream
{
    public DeflatedPixels(byte[] bytes, int start, int length)
        : base(bytes, start, length, writable: false)
    {
    }

    /// <summary>Joins the pieces of several chunks.</summary>
    public DeflatedPixels(byte[] bytes, IReadOnlyCollection<PngChunk> pieces)
        : base(pieces.Sum(piece => piece.Length))
    {
        foreach (var piece in pieces)
        {
            Write(bytes, piece.Start, piece.Length);
        }

        Position = 0;
    }

    /// <summary>Whether more was asked for at the end.</summary>
    public bool RanDry { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        RanDry |= read == 0 && count > 0;
        return read;
    }
}
