using System.Globalization;
using Modelyard.Steps;
using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>Texts, and what is written as one: dates, times, UUIDs.</summary>
internal sealed class TextTransfer(DataField field, DeclaredColumn column, TextLines rows, Problems problems) : ColumnTransfer
{
    public override async Task MoveAsync(ParquetRowGroupReader group, long first)
    {
        var texts = await TextsAsync(group, first);
        for (var number = 0; number < texts.Length; number++)
        {
            if (texts[number] is null && !column.Optional) problems.Add(first + number, column.From, column.Type, "nothing");
            rows.Append(texts[number]);
        }
    }

    private async Task<string?[]> TextsAsync(ParquetRowGroupReader group, long first) => field.ClrType switch
    {
        var type when type == typeof(ReadOnlyMemory<char>) => await StoredValues.TextsAsync(group, field),
        var type when type == typeof(DateTime) => Written(await StoredValues.OfAsync<DateTime>(group, field), Conversions.Text),
        var type when type == typeof(DateOnly) => Written(await StoredValues.OfAsync<DateOnly>(group, field), Conversions.Text),
        var type when type == typeof(Guid) => Written(await StoredValues.OfAsync<Guid>(group, field), value => value.ToString("D", CultureInfo.InvariantCulture)),
        _ => Decoded(await StoredValues.BytesAsync(group, field), first),
    };

    private static string?[] Written<T>(T?[] values, Func<T, string> text)
        where T : struct => [.. values.Select(value => value is { } present ? text(present) : null)];

    private string?[] Decoded(byte[]?[] values, long first)
    {
        var texts = new string?[values.Length];
        for (var number = 0; number < values.Length; number++)
        {
            if (values[number] is not { } bytes) continue;
            if (!Conversions.Text(bytes, out var text)) problems.Add(first + number, column.From, column.Type, "bytes that are not UTF-8");
            texts[number] = text;
        }

        return texts;
    }
}
