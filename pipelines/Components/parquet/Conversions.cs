using System.Globalization;
using System.Numerics;
using System.Text;

namespace Modelyard.Components.ParquetFiles;

/// <summary>What a stored value means as a value of rows.</summary>
/// <returns>Whether it can be one.</returns>
internal delegate bool Conversion<in TStored, TValue>(TStored value, out TValue converted);

/// <summary>The conversions: the same values as from a CSV file that holds the same table.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool Same<T>(T value, out T converted)
    {
        converted = value;
        return true;
    }

    /// <summary>Finite ones; a decimal gives the nearest double, as its digits do.</summary>
    public static bool Number<T>(T value, out double converted)
        where T : struct, INumber<T>
    {
        // The cast of a decimal may be off by the last digit.
        converted = value is decimal ? double.Parse(value.ToString(null, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : double.CreateChecked(value);
        return double.IsFinite(converted);
    }

    /// <summary>Whole ones of 64 bits; pandas keeps whole numbers as floats where some are missing.</summary>
    public static bool Integer<T>(T value, out long converted)
        where T : struct, INumber<T>
    {
        converted = 0;
        if (!T.IsInteger(value)) return false;
        var wide = Int128.CreateSaturating(value);
        if (wide < long.MinValue || wide > long.MaxValue) return false;
        converted = (long)wide;
        return true;
    }

    /// <summary>Texts that old writers stored without saying so.</summary>
    public static bool Text(byte[] value, out string converted)
    {
        converted = "";
        try
        {
            converted = Strict.GetString(value);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>ISO 8601, without a zone: a fraction of six digits, or seven, where there is one.</summary>
    public static string Text(DateTime value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(value.Ticks);

    /// <summary>ISO 8601.</summary>
    public static string Text(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Fraction(long ticks)
    {
        var part = ticks % TimeSpan.TicksPerSecond;
        return part == 0 ? "" : part % TimeSpan.TicksPerMicrosecond == 0
            ? (part / TimeSpan.TicksPerMicrosecond).ToString("'.'000000", CultureInfo.InvariantCulture)
            : part.ToString("'.'0000000", CultureInfo.InvariantCulture);
    }
}
