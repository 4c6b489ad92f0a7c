using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Specs;

/// <summary>An amount of memory as a Kubernetes quantity: <c>512Mi</c>, <c>2Gi</c>, <c>1G</c>.</summary>
/// <param name="Bytes">The amount in bytes.</param>
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly record struct Quantity(long Bytes)
{
    internal const string Pattern = @"^[0-9]+(Ki|Mi|Gi|Ti|k|M|G|T)?$";

    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("Ti", 1L << 40), ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10),
        ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000), ("", 1),
    ];

    /// <summary>Reads the written form, if it is one.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        var (suffix, factor) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var digits = text.AsSpan(0, text.Length - suffix.Length);
        var valid = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue / factor;
        quantity = valid ? new Quantity(number * factor) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = Bytes;
        var (suffix, factor) = Units.First(unit => bytes % unit.Factor == 0);
        return $"{bytes / factor}{suffix}";
    }
}

internal sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Quantity.TryParse(reader.GetString()!, out var quantity)
            ? quantity
            : throw new JsonException("expected an amount of memory such as 512Mi or 2Gi");

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
