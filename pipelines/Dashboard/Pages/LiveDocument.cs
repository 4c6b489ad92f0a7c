using System.Text.Json.Nodes;
using Modelyard.Dashboard.Html;
using Modelyard.Dashboard.Reading;
using Modelyard.Metrics;

namespace Modelyard.Dashboard.Pages;

/// <summary>
/// <c>/live?models=a,b</c>: what moves, of the models that a page has in view. Numbers come as the page shows them, so that they are formed in
/// one place.
/// </summary>
internal sealed class LiveDocument(Catalogue catalogue)
{
    private const int Most = 200;

    public Page Write(string models, TrafficWindow traffic)
    {
        var document = new JsonObject();
        foreach (var name in models.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(Most))
        {
            if (catalogue.Find(name) is { } model) document[name] = new JsonArray([.. model.Arms.Select(arm => (JsonNode)Arm(name, arm, traffic))]);
        }

        return new Page(document.ToJsonString(), Page.Json);
    }

    private JsonObject Arm(string model, Traffic.Arm arm, TrafficWindow window)
    {
        var traffic = window.Of(model, arm.Name);
        return new JsonObject
        {
            ["arm"] = arm.Name,
            ["version"] = arm.Version,
            ["share"] = arm.Weight,
            ["weight"] = Words.Percent(arm.Weight),
            ["state"] = ArmRow.StateOf(catalogue.PhaseOf(model, arm)),
            ["rate"] = Words.Rate(traffic?.PerSecond),
            ["p50"] = Words.Duration(traffic?.Median),
            ["p99"] = Words.Duration(traffic?.P99),
            ["seconds"] = traffic is null ? null : new JsonArray([.. traffic.Seconds.Select(second => (JsonNode)second)]),
        };
    }
}
