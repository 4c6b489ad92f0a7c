namespace Modelyard.Traffic;

/// <summary>The table in force. Readers take one reference and keep it for a request; a change is one exchange of that reference.</summary>
public sealed class RoutingTableHolder(RoutingTable? initial = null)
{
    private RoutingTable _current = initial ?? RoutingTable.Empty;

    /// <summary>The table in force now.</summary>
    public RoutingTable Current => Volatile.Read(ref _current);

    /// <summary>Puts another table in force, computed from the one that is. Runs again when another change came in between.</summary>
    public RoutingTable Change(Func<RoutingTable, RoutingTable> change)
    {
        while (true)
        {
            var before = Current;
            var after = change(before);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _current, after, before), before)) return after;
        }
    }
}
