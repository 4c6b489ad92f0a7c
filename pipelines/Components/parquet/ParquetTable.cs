using Modelyard.Steps;
using Parquet;
using Parquet.Schema;

namespace Modelyard.Components.ParquetFiles;

/// <summary>
/// A Parquet file as rows: read and written one column of one row group after the other, so that no more of the file is in memory. Source of the format: the
/// specification of Apache Parquet.
/// </summary>
internal sealed class ParquetTable : IAsyncDisposable
{
    // Days stay days; what is older than the types of dates, INT96, holds points in time.
    private static readonly ParquetOptions Options = new() { UseDateOnlyTypeForDates = true };

    private readonly string _name;
    private readonly ParquetReader _reader;
    private readonly IReadOnlyList<DeclaredColumn> _columns;
    private readonly Problems _problems;

    private ParquetTable(string name, ParquetReader reader, IReadOnlyList<DeclaredColumn> columns, int mostErrors)
    {
        (_name, _reader, _columns) = (name, reader, columns);
        _problems = new Problems(mostErrors);
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = reader.OpenRowGroupReader(number);
            Count = checked(Count + (int)group.RowCount);
        }
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="StepFailure">It is not whole, lacks a column, or has one that cannot be what it is declared: all of them.</exception>
    public static async Task<ParquetTable> OpenAsync(string path, IReadOnlyList<DeclaredColumn> columns, int mostErrors)
    {
        var name = Path.GetFileName(path);
        ParquetReader? reader = null;
        try
        {
            reader = await ParquetReader.CreateAsync(path, Options);
            Check(name, reader.Schema.Fields, columns);
            return new ParquetTable(name, reader, columns, mostErrors);
        }
        catch (Exception failure)
        {
            if (reader is not null) await reader.DisposeAsync();
            if (failure is StepFailure) throw;
            throw Damaged(name, failure);
        }
    }

    /// <summary>Writes the rows into an empty folder.</summary>
    /// <exception cref="StepFailure">Values that do not fit their columns, each with its row.</exception>
    public async Task WriteAsync(string folder)
    {
        using var rows = new RowsWriter(folder, Count);
        var transfers = _columns.Select(column => ColumnTransfer.Of((DataField)FieldOf(column.From), column, rows, _problems)).ToList();
        var first = 1L;
        for (var number = 0; number < _reader.RowGroupCount; number++)
        {
            using var group = _reader.OpenRowGroupReader(number);
            foreach (var transfer in transfers) await TransferAsync(transfer, group, first);
            first += group.RowCount;
        }

        _problems.ThrowIfAny(_name);
        rows.Finish();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task TransferAsync(ColumnTransfer transfer, ParquetRowGroupReader group, long first)
    {
        try
        {
            await transfer.MoveAsync(group, first);
        }
        catch (Exception failure) when (failure is not StepFailure)
        {
            throw Damaged(_name, failure);
        }
    }

    // The library tells damage by whatever its decoders stumble over.
    private static StepFailure Damaged(string name, Exception failure) => new($"{name} is not a Parquet file that can be read to its end: {failure.Message.ReplaceLineEndings(" ")}");

    private Field FieldOf(string name) => _reader.Schema.Fields.First(field => field.Name == name);

    private static void Check(string file, IReadOnlyList<Field> fields, IReadOnlyList<DeclaredColumn> columns)
    {
        var absent = columns.Select(column => column.From).Where(name => fields.All(field => field.Name != name)).ToList();
        if (absent.Count > 0)
        {
            throw new StepFailure($"{file} has no column {string.Join(", ", absent.Select(Quoted))}; it has {string.Join(", ", fields.Select(field => Quoted(field.Name)))}");
        }

        var wrong = columns.Select(column => (column, field: fields.First(field => field.Name == column.From)))
            .Where(pair => !ColumnTransfer.Fits(pair.field, pair.column.Type))
            .Select(pair => $"\n  column {pair.column.From}: expected {pair.column.Type}, found {FieldWords.Of(pair.field)}")
            .ToList();
        if (wrong.Count > 0) throw new StepFailure($"{file} does not fit its declared columns:{string.Concat(wrong)}");
    }

    private static string Quoted(string name) => $"'{name}'";
}
