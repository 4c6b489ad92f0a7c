using Microsoft.ML;
using Microsoft.ML.Data;
using Modelyard.ModelServer.Instances;

namespace Modelyard.ModelServer.Inference;

/// <summary>A batch as ML.NET reads it: the columns that the model takes, in its order.</summary>
internal sealed class BatchView(Batch batch, DataViewSchema schema) : IDataView
{
    private readonly Column[] _columns = [.. schema.Select(taken => batch.Columns.First(column => column.Field.Name == taken.Name))];

    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => batch.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, batch.Count);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [new Cursor(this, batch.Count)];

    private sealed class Cursor(BatchView view, int count) : DataViewRowCursor
    {
        private int _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override bool MoveNext() => (_position = _position + 1 < count ? _position + 1 : -1) >= 0;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = view._columns[column.Index] switch
            {
                TextColumn texts => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = texts.Text(_position).AsMemory()),
                NumberColumn numbers => (ValueGetter<float>)((ref float value) => value = numbers.Value(_position)),
                var other => throw new InvalidOperationException($"{other.Field.Name}: ML.NET takes no {other.Field.Type}"),
            };
            return (ValueGetter<TValue>)getter;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
    }
}
