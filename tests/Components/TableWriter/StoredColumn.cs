using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.TableWriter;

/// <summary>A column as it is to be stored.</summary>
/// <param name="Field">Its schema.</param>
/// <param name="Count">How many values.</param>
/// <param name="WriteAsync">Writes the values from one number to before another.</param>
internal sealed record StoredColumn(Field Field, int Count, Func<ParquetRowGroupWriter, int, int, Task> WriteAsync)
{
    private const int Digits = 20;
    private const int Decimals = 6;

    /// <param name="type">How it is stored; with <c>?</c> where values may be null.</param>
    public static StoredColumn Of(string name, string type, JsonElement[] values)
    {
        var optional = type.EndsWith('?');
        return type.TrimEnd('?') switch
        {
            "string" => Texts(new DataField<string>(name, optional), values),
            "bytes" => Bytes(new DataField<byte[]>(name), values),
            "list" => List(name, values),
            "bool" => Values(new DataField<bool>(name, optional), values, value => value.GetBoolean()),
            "int8" => Values(new DataField<sbyte>(name, optional), values, value => value.GetSByte()),
            "uint8" => Values(new DataField<byte>(name, optional), values, value => value.GetByte()),
            "int16" => Values(new DataField<short>(name, optional), values, value => value.GetInt16()),
            "uint16" => Values(new DataField<ushort>(name, optional), values, value => value.GetUInt16()),
            "int32" => Values(new DataField<int>(name, optional), values, value => value.GetInt32()),
            "uint32" => Values(new DataField<uint>(name, optional), values, value => value.GetUInt32()),
            "int64" => Values(new DataField<long>(name, optional), values, value => value.GetInt64()),
            "uint64" => Values(new DataField<ulong>(name, optional), values, value => value.GetUInt64()),
            "float" => Values(new DataField<float>(name, optional), values, value => (float)Number(value)),
            "double" => Values(new DataField<double>(name, optional), values, Number),
            "decimal" => Values(new DecimalDataField(name, Digits, Decimals, isNullable: optional), values, value => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "int96" => Values(new DateTimeDataField(name, DateTimeFormat.Impala, isNullable: optional), values, Time),
            "timestamp" => Values(new DateTimeDataField(name, DateTimeFormat.DateAndTimeMicros, isNullable: optional), values, Time),
            "date" => Values(new DataField<DateOnly>(name, optional), values, value => DateOnly.FromDateTime(Time(value))),
            "time" => Values(new TimeDataField(name, TimeUnitPrecision.Micros, optional), values, value => Time(value).TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond),
            "uuid" => Values(new DataField<Guid>(name, optional), values, value => value.GetGuid()),
            _ => throw new ArgumentException($"no type {type}", nameof(type)),
        };
    }

    private static StoredColumn Texts(DataField field, JsonElement[] values) =>
        new(field, values.Length, (rows, from, to) => rows.WriteAsync(field, [.. values[from..to].Select(value => value.GetString()!)]));

    private static StoredColumn Bytes(DataField field, JsonElement[] values) =>
        new(field, values.Length, (rows, from, to) => rows.WriteAsync(field, [.. values[from..to].Select(value => value.GetBytesFromBase64())]));

    private static StoredColumn List(string name, JsonElement[] values)
    {
        var item = new DataField<int>("element", true);
        var field = new ListField(name, item);
        return new(field, values.Length, (rows, from, to) => rows.WriteAsync<int>(
            item,
            values[from..to].SelectMany(value => value.EnumerateArray().Select(one => (int?)one.GetInt32())).ToArray().AsMemory(),
            values[from..to].SelectMany(value => value.EnumerateArray().Select((_, number) => number == 0 ? 0 : 1)).ToArray()));
    }

    private static StoredColumn Values<T>(DataField field, JsonElement[] values, Func<JsonElement, T> read)
        where T : struct => new(field, values.Length, (rows, from, to) => field.IsNullable
        ? rows.WriteAsync<T>(field, values[from..to].Select(value => value.ValueKind == JsonValueKind.Null ? null : (T?)read(value)).ToArray().AsMemory())
        : rows.WriteAsync<T>(field, values[from..to].Select(read).ToArray().AsMemory()));

    // JSON has no NaN.
    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    private static DateTime Time(JsonElement value) =>
        DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
