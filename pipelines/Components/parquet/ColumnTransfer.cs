using System.Numerics;
using Modelyard.Steps;
using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>Moves a column from row groups of a file to rows.</summary>
internal abstract class ColumnTransfer
{
    private static readonly HashSet<Type> Texts = [typeof(ReadOnlyMemory<char>), typeof(ReadOnlyMemory<byte>), typeof(DateTime), typeof(DateOnly), typeof(Guid)];

    private static readonly HashSet<Type> Numbers =
    [
        typeof(float), typeof(double), typeof(decimal), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
    ];

    /// <summary>Moves the values of one row group.</summary>
    /// <param name="first">The number of its first row, from 1.</param>
    public abstract Task MoveAsync(ParquetRowGroupReader group, long first);

    /// <summary>Whether values that are stored like this can be what the column is declared. Numbers are not read out of texts.</summary>
    public static bool Fits(Field field, string type) => field is DataField { IsArray: false } data && type switch
    {
        "string" => Texts.Contains(data.ClrType),
        "boolean" => data.ClrType == typeof(bool),
        _ => Numbers.Contains(data.ClrType),
    };

    /// <summary>The transfer of a column that fits.</summary>
    public static ColumnTransfer Of(DataField field, DeclaredColumn column, RowsWriter rows, Problems problems)
    {
        return Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => new ValueTransfer<bool, bool>(field, column, rows.Values<bool>(column.Name), Conversions.Same, problems),
            TypeCode.Single => Numeric<float>(),
            TypeCode.Double => Numeric<double>(),
            TypeCode.Decimal => Numeric<decimal>(),
            TypeCode.SByte => Numeric<sbyte>(),
            TypeCode.Byte => Numeric<byte>(),
            TypeCode.Int16 => Numeric<short>(),
            TypeCode.UInt16 => Numeric<ushort>(),
            TypeCode.Int32 => Numeric<int>(),
            TypeCode.UInt32 => Numeric<uint>(),
            TypeCode.Int64 => Numeric<long>(),
            TypeCode.UInt64 => Numeric<ulong>(),
            _ => new TextTransfer(field, column, rows.Texts(column.Name), problems),
        };

        ColumnTransfer Numeric<T>()
            where T : struct, INumber<T> => column.Type == "number"
            ? new ValueTransfer<T, double>(field, column, rows.Values<double>(column.Name), Conversions.Number, problems)
            : new ValueTransfer<T, long>(field, column, rows.Values<long>(column.Name), Conversions.Integer, problems);
    }
}
