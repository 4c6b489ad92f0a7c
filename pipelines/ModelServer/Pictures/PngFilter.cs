namespace Modelyard.ModelServer.Pictures;

/// <summary>Undoes the filters of ISO/IEC 15948, section 9: each byte was stored as a difference to its neighbours.</summary>
internal static class PngFilter
{
    /// <summary>Undoes the filter of one row in place.</summary>
    /// <param name="filter">The byte before the row: 0 none, 1 sub, 2 up, 3 average, 4 Paeth; another is <see cref="Unfit"/>.</param>
    /// <param name="above">The unfiltered row above; empty for the first row of a pass, where zeros stand for it.</param>
    /// <param name="stride">Bytes from a byte to the one that stands for the same sample in the pixel to the left.</param>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        if (filter > 4)
        {
            throw new Unfit($"a row of the PNG names the filter {filter}, which the standard does not know");
        }

        for (var i = 0; filter != 0 && i < row.Length; i++)
        {
            var left = i < stride ? 0 : row[i - stride];
            var up = above.IsEmpty ? 0 : above[i];
            var corner = i < stride || above.IsEmpty ? 0 : above[i - stride];
            row[i] += filter switch
            {
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                _ => Paeth(left, up, corner),
            };
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
