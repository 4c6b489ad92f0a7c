namespace Modelyard.Clusters;

/// <summary>Which objects of a kind are meant.</summary>
/// <param name="Labels">A label selector: <c>app.kubernetes.io/name=yard-step,modelyard.org/plan in (a,b)</c>.</param>
/// <param name="Fields">A field selector: <c>metadata.name=x</c>.</param>
/// <param name="Namespace"><see langword="null"/> for the connection's.</param>
public sealed record ResourceScope(string? Labels = null, string? Fields = null, string? Namespace = null)
{
    /// <summary>The one object of that name.</summary>
    public static ResourceScope Named(string name, string? @namespace = null) => new(Fields: $"metadata.name={name}", Namespace: @namespace);

    /// <summary>As a query: <c>?labelSelector=…&amp;…</c>.</summary>
    internal string Query(params string[] more)
    {
        var parts = new List<string>(more);
        if (Labels is { Length: > 0 }) parts.Add($"labelSelector={Uri.EscapeDataString(Labels)}");
        if (Fields is { Length: > 0 }) parts.Add($"fieldSelector={Uri.EscapeDataString(Fields)}");
        return $"?{string.Join('&', parts)}";
    }
}
