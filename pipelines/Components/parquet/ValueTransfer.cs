using System.Globalization;
using Modelyard.Steps;
using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>Numbers, whole numbers and truths.</summary>
internal sealed class ValueTransfer<TStored, TValue>(DataField field, DeclaredColumn column, ValueWriter<TValue> rows, Conversion<TStored, TValue> convert, Problems problems) : ColumnTransfer
    where TStored : struct
    where TValue : unmanaged
{
    // Only numbers may be missing.
    private static readonly TValue Missing = typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN : default;

    public override async Task MoveAsync(ParquetRowGroupReader group, long first)
    {
        var values = await StoredValues.OfAsync<TStored>(group, field);
        var moved = new TValue[values.Length];
        for (var number = 0; number < values.Length; number++)
        {
            if (values[number] is not { } value || IsMissing(value))
            {
                if (column.Optional) moved[number] = Missing;
                else problems.Add(first + number, column.From, column.Type, "nothing");
            }
            else if (!convert(value, out moved[number]))
            {
                problems.Add(first + number, column.From, column.Type, string.Create(CultureInfo.InvariantCulture, $"{value}"));
            }
        }

        rows.Append(moved);
    }

    // Data frames write NaN for what is missing.
    private static bool IsMissing(TStored value) => value is double.NaN or float.NaN;
}
