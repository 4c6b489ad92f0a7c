using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Modelyard.Traffic;

/// <summary>Every live model, as one value: a request that holds a table never sees half of a change.</summary>
public sealed record RoutingTable
{
    private readonly FrozenDictionary<string, ModelRoute> _routes;

    private RoutingTable(FrozenDictionary<string, ModelRoute> routes) => _routes = routes;

    /// <summary>No model is live.</summary>
    public static RoutingTable Empty { get; } = new(FrozenDictionary<string, ModelRoute>.Empty);

    /// <summary>The live models, by name.</summary>
    public IReadOnlyList<ModelRoute> Routes => [.. _routes.Values.OrderBy(route => route.Model, StringComparer.Ordinal)];

    /// <summary>A table of these models, whose names differ.</summary>
    public static RoutingTable Of(IEnumerable<ModelRoute> routes) =>
        new(routes.ToFrozenDictionary(route => route.Model, StringComparer.Ordinal));

    /// <summary>The route of a model, if it is live.</summary>
    public bool TryGet(string model, [NotNullWhen(true)] out ModelRoute? route) => _routes.TryGetValue(model, out route);

    /// <summary>This table with one model's route added or replaced.</summary>
    public RoutingTable With(ModelRoute route) => Of(_routes.Values.Where(other => other.Model != route.Model).Append(route));

    /// <summary>This table without a model.</summary>
    public RoutingTable Without(string model) => Of(_routes.Values.Where(other => other.Model != model));
}
