using Microsoft.AspNetCore.Http;
using Modelyard.Diagnostics;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Forwarding;

/// <summary>The answer to a name that no live model has.</summary>
internal static class UnknownModel
{
    private const int ListedModels = 20;
    private const int LongestName = 40;

    public static Task AnswerAsync(HttpContext context, string model, RoutingTable table)
    {
        var live = table.Routes.Select(route => route.Model).ToList();
        // The distance costs the product of the lengths, and the name is a stranger's.
        var hint = (model.Length <= LongestName ? NearestName.Hint(model, live) : null)
            ?? (live.Count == 0 ? "none is live" : $"live are {string.Join(", ", live.Take(ListedModels))}");
        return ErrorAnswer.NotFound(context, $"no model {ErrorAnswer.Quote(model)}; {hint}");
    }
}
