using Modelyard.Traffic.Mesh;

namespace Modelyard.Tests.Traffic.Mesh;

/// <summary>Routes a request by a VirtualService and a DestinationRule as Istio documents them: the first route that matches, destinations by weight over the sum of weights.</summary>
internal static class MeshRouter
{
    /// <summary>Value of the subset's one label → probability.</summary>
    public static SortedDictionary<string, double> Route(VirtualServiceSpec routes, DestinationRuleSpec subsets, IReadOnlyDictionary<string, string> headers)
    {
        var route = routes.Http.First(http => http.Match is null || http.Match.Any(match => match.Headers.All(header => headers.GetValueOrDefault(header.Key) == header.Value.Exact)));
        var whole = route.Route.Sum(destination => destination.Weight ?? 1);
        return new SortedDictionary<string, double>(
            route.Route.ToDictionary(
                destination => Assert.Single(subsets.Subsets.Single(subset => subset.Name == destination.Destination.Subset).Labels).Value,
                destination => (double)(destination.Weight ?? 1) / whole),
            StringComparer.Ordinal);
    }
}
