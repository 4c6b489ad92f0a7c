using Microsoft.ML;
using Microsoft.ML.Data;

namespace Modelyard.Steps;

/// <summary>
/// Rows as ML.NET reads them: a text column as text, a missing one empty; a number as Single; the labels, where given, as the key
/// column <see cref="Label"/>, whose key is the class's index and one.
/// </summary>
internal sealed class RowsView : IDataView
{
    /// <summary>The column of the classes.</summary>
    public const string Label = "Label";

    private readonly Delegate[] _getters;
    private readonly int _count;

    /// <param name="columns">The columns to show, by their names.</param>
    /// <param name="numbers">The rows to show, in this order.</param>
    public RowsView(Rows rows, IReadOnlyList<string> columns, IReadOnlyList<int> numbers, Labels? labels = null)
    {
        _count = numbers.Count;
        var schema = new DataViewSchema.Builder();
        var getters = new List<Delegate>();
        foreach (var name in columns)
        {
            switch (rows[name])
            {
                case TextColumn texts:
                    schema.AddColumn(name, TextDataViewType.Instance);
                    getters.Add((int row) => texts.Values[numbers[row]].AsMemory());
                    break;
                case ValueColumn<double> values:
                    schema.AddColumn(name, NumberDataViewType.Single);
                    getters.Add((int row) => (float)values.Values[numbers[row]]);
                    break;
                default: throw new StepFailure($"column '{name}' is of type {rows[name].Type}, expected string or number");
            }
        }

        if (labels is not null)
        {
            schema.AddColumn(Label, new KeyDataViewType(typeof(uint), labels.Classes.Count));
            getters.Add((int row) => (uint)labels.Codes[numbers[row]] + 1);
        }

        Schema = schema.ToSchema();
        _getters = [.. getters];
    }

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public long? GetRowCount() => _count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [new Cursor(this)];

    private sealed class Cursor(RowsView view) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override bool MoveNext()
        {
            if (_position + 1 >= view._count)
            {
                _position = -1;
                return false;
            }

            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var get = (Func<int, TValue>)view._getters[column.Index];
            return (ref TValue value) => value = get((int)_position);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
    }
}
