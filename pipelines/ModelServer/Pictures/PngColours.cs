namespace Modelyard.ModelServer.Pictures;

/// <summary>How the samples of a PNG become channels: its palette, what is transparent, and what it may widen to.</summary>
internal readonly ref struct PngColours
{
    private static readonly string[] Names = ["", "grey", "grey with alpha", "RGB", "RGBA"];

    private readonly PngColour _colour;
    private readonly int _depth;
    private readonly ReadOnlySpan<byte> _palette;
    private readonly ReadOnlySpan<byte> _transparency;
    private readonly bool _hasTransparency;

    /// <summary>
    /// Throws <see cref="Unfit"/> where the chunks contradict the header, or where <paramref name="channels"/> would lose something.
    /// </summary>
    public PngColours(PngFile file, int channels)
    {
        (_colour, _depth, _hasTransparency) = (file.Header.Colour, file.Header.Depth, file.HasTransparency);
        _palette = file.Palette;
        _transparency = file.Transparency;
        if (_colour == PngColour.Palette && (_palette.Length is 0 or > 768 || _palette.Length % 3 != 0))
        {
            throw new Unfit("expected a palette of 1 to 256 colours, found none or another size");
        }

        var suits = _colour switch
        {
            PngColour.Grey => _transparency.Length == 2,
            PngColour.Rgb => _transparency.Length == 6,
            PngColour.Palette => _transparency.Length <= _palette.Length / 3,
            _ => false,
        };
        if (_hasTransparency && !suits)
        {
            throw new Unfit("the PNG has a chunk tRNS that does not suit its colours");
        }

        var alpha = _hasTransparency || _colour is PngColour.GreyAlpha or PngColour.Rgba;
        var found = (_colour is PngColour.Grey or PngColour.GreyAlpha ? 1 : 3) + (alpha ? 1 : 0);
        if (!Widens(found, channels))
        {
            var lost = Widens(found - (alpha ? 1 : 0), channels) ? "alpha" : "colour";
            throw new Unfit($"expected a PNG that is {Names[channels]}, found {Names[found]}, which would lose {lost}");
        }
    }

    /// <summary>
    /// Writes the pixel in <paramref name="column"/> of an unfiltered row as so many channels as <paramref name="target"/> has.
    /// Throws <see cref="Unfit"/> for a colour that the palette lacks.
    /// </summary>
    public void Write(ReadOnlySpan<byte> row, int column, Span<byte> target)
    {
        switch (_colour)
        {
            case PngColour.Grey:
                Grey(row[column], IsTransparent(row.Slice(column, 1)) ? (byte)0 : (byte)255, target);
                break;
            case PngColour.GreyAlpha:
                Grey(row[column * 2], row[(column * 2) + 1], target);
                break;
            case PngColour.Rgb:
                var colour = row.Slice(column * 3, 3);
                Colour(colour, IsTransparent(colour) ? (byte)0 : (byte)255, target);
                break;
            case PngColour.Rgba:
                Colour(row.Slice(column * 4, 3), row[(column * 4) + 3], target);
                break;
            default:
                var index = Index(row, column);
                Colour(_palette.Slice(index * 3, 3), index < _transparency.Length ? _transparency[index] : (byte)255, target);
                break;
        }
    }

    private static bool Widens(int found, int channels) =>
        found == channels || found == 1 || (found is 2 or 3 && channels == 4);

    private static void Grey(byte value, byte alpha, Span<byte> target)
    {
        var alphaAt = target.Length is 2 or 4 ? target.Length - 1 : target.Length;
        target[..alphaAt].Fill(value);
        target[alphaAt..].Fill(alpha);
    }

    private static void Colour(ReadOnlySpan<byte> colour, byte alpha, Span<byte> target)
    {
        colour.CopyTo(target);
        target[3..].Fill(alpha);
    }

    private int Index(ReadOnlySpan<byte> row, int column)
    {
        // Pixels of fewer than 8 bits are packed from the high bits down.
        var bit = column * _depth;
        var index = (row[bit / 8] >> (8 - _depth - (bit % 8))) & ((1 << _depth) - 1);
        var colours = _palette.Length / 3;
        return index < colours ? index : throw new Unfit($"a pixel of the PNG has colour {index} of a palette of {colours}");
    }

    private bool IsTransparent(ReadOnlySpan<byte> samples)
    {
        if (!_hasTransparency)
        {
            return false;
        }

        for (var sample = 0; sample < samples.Length; sample++)
        {
            // 16 bits a sample, of which only the low ones count in a picture of 8.
            if (_transparency[(sample * 2) + 1] != samples[sample])
            {
                return false;
            }
        }

        return true;
    }
}
