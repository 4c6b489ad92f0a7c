using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Dashboard.Reading;

/// <summary>The models of the repository together with what is live.</summary>
internal sealed class Catalogue(DashboardSources sources)
{
    public KnownVersions Versions { get; } = new(sources.Store.Versions, sources.Repository.Root);

    /// <summary>Every model by name.</summary>
    public IReadOnlyList<ModelCard> Models
    {
        get
        {
            var live = sources.Routes.Current.Routes.ToDictionary(route => route.Model, StringComparer.Ordinal);
            return [.. sources.Repository.Models.Keys.Union(live.Keys).Order(StringComparer.Ordinal).Select(name => Card(name, live.GetValueOrDefault(name)))];
        }
    }

    /// <summary>One model; <see langword="null"/> where there is none of that name.</summary>
    public ModelCard? Find(string name)
    {
        sources.Routes.Current.TryGet(name, out var route);
        return route is null && !sources.Repository.Models.ContainsKey(name) ? null : Card(name, route);
    }

    public ServerPhase? PhaseOf(string model, Arm arm) => sources.Servers.PhaseOf(model, arm.Identity);

    private ModelCard Card(string name, ModelRoute? route) => new(name, sources.Repository.Models.GetValueOrDefault(name)?.Spec, route?.Arms ?? []);
}
