using System.Text.Json;
using Modelyard.Components.TableWriter;
using Parquet;
using Parquet.Schema;

// TableWriter FILE: writes the table that standard input describes, {"groups": N, "compression": "snappy", "columns": [{"name", "type", "values"}]}.
using var table = await JsonDocument.ParseAsync(Console.OpenStandardInput());
var columns = table.RootElement.GetProperty("columns").EnumerateArray()
    .Select(column => StoredColumn.Of(column.GetProperty("name").GetString()!, column.GetProperty("type").GetString()!, [.. column.GetProperty("values").EnumerateArray()]))
    .ToList();
var groups = table.RootElement.GetProperty("groups").GetInt32();
var options = new ParquetOptions { CompressionMethod = Enum.Parse<CompressionMethod>(table.RootElement.GetProperty("compression").GetString()!, ignoreCase: true) };

await using var file = File.Create(args[0]);
await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), file, options);
for (var group = 0; group < groups; group++)
{
    using var rows = writer.CreateRowGroup();
    foreach (var column in columns) await column.WriteAsync(rows, column.Count * group / groups, column.Count * (group + 1) / groups);
}
