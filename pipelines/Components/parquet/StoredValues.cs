using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>The values of one column of one row group; <see langword="null"/> where one is missing.</summary>
internal static class StoredValues
{
    public static async Task<T?[]> OfAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var values = new T?[group.RowCount];
        if (field.IsNullable)
        {
            await group.ReadAsync<T>(field, values.AsMemory());
            return values;
        }

        var complete = new T[group.RowCount];
        await group.ReadAsync<T>(field, complete.AsMemory());
        for (var number = 0; number < complete.Length; number++) values[number] = complete[number];
        return values;
    }

    public static async Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory()!);
        return values;
    }

    public static async Task<byte[]?[]> BytesAsync(ParquetRowGroupReader group, DataField field)
    {
        var values = new byte[]?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory()!);
        return values;
    }
}
