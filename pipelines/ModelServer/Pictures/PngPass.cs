namespace Modelyard.ModelServer.Pictures;

/// <summary>The pixels that one pass of a PNG holds.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Across">From a column to the next.</param>
/// <param name="Down">From a row to the next.</param>
internal readonly record struct PngPass(int Left, int Top, int Across, int Down)
{
    /// <summary>Not interlaced: one pass with every pixel.</summary>
    public static IReadOnlyList<PngPass> Whole { get; } = [new(0, 0, 1, 1)];

    /// <summary>The seven passes of ISO/IEC 15948, section 8.2.</summary>
    public static IReadOnlyList<PngPass> Adam7 { get; } =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    public int Columns(int width) => Math.Max(0, (width - Left + Across - 1) / Across);

    public int Rows(int height) => Math.Max(0, (height - Top + Down - 1) / Down);
}
