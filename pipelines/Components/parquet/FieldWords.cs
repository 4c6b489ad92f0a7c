using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>What messages call the type of a column.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(ReadOnlyMemory<char>)] = "strings",
        [typeof(ReadOnlyMemory<byte>)] = "bytes",
        [typeof(bool)] = "booleans",
        [typeof(float)] = "numbers of 32 bits",
        [typeof(double)] = "numbers",
        [typeof(decimal)] = "decimals",
        [typeof(DateTime)] = "points in time",
        [typeof(DateOnly)] = "dates",
        [typeof(Guid)] = "UUIDs",
    };

    /// <summary>In the plural: <c>strings</c>, <c>lists</c>, <c>whole numbers</c>.</summary>
    public static string Of(Field field) => field switch
    {
        ListField or DataField { IsArray: true } => "lists",
        MapField => "maps",
        StructField => "structures",
        DataField { ClrType: { IsPrimitive: true } type } when !Words.ContainsKey(type) => "whole numbers",
        DataField data => Words.GetValueOrDefault(data.ClrType, data.ClrType.Name),
        _ => "what no column holds",
    };
}
