using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Modelyard.Specs;

/// <summary>A length of time as Kubernetes writes it: <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>500ms</c>.</summary>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly record struct Duration(TimeSpan Value)
{
    internal const string Pattern = @"^[0-9]+(ms|s|m|h)$";

    /// <summary>So many seconds.</summary>
    public static Duration FromSeconds(int seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <summary>Reads the written form, if it is one; at most 30 days.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        double? unit = text[digits..] switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => null };
        var parsed = int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var valid = parsed && unit is not null && number * unit <= TimeSpan.FromDays(30).TotalSeconds;
        duration = valid ? new Duration(TimeSpan.FromSeconds(number * unit!.Value)) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.TotalSeconds % 1 != 0 ? $"{Value.TotalMilliseconds:0}ms"
        : Value.TotalSeconds % 3600 == 0 ? $"{Value.TotalHours:0}h"
        : Value.TotalSeconds % 60 == 0 ? $"{Value.TotalMinutes:0}m"
        : $"{Value.TotalSeconds:0}s";
}

internal sealed class DurationJsonConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString()!, out var duration)
            ? duration
            : throw new JsonException("expected a duration such as 90s, 10m or 2h");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
