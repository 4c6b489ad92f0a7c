namespace Modelyard.ModelServer.Instances;

/// <summary>The instances of one request, a column for each field of the signature.</summary>
internal sealed record Batch(IReadOnlyList<Column> Columns, int Count) : IDisposable
{
    public void Dispose()
    {
        foreach (var column in Columns)
        {
            column.Dispose();
        }
    }
}
