using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Serving.Forking;

/// <summary>What servers must have in common to be forked from one process.</summary>
/// <param name="Interpreter">The Python that runs them.</param>
/// <param name="Environment">Their whole environment but for <c>YARD_SERVE</c>; libraries read it when they are loaded.</param>
/// <param name="Modules">What all of them import, in this order.</param>
public sealed record ForkKind(string Interpreter, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Modules)
{
    /// <summary>Names this very kind.</summary>
    internal Digest Key => CanonicalJson.Digest(new JsonObject
    {
        ["interpreter"] = Interpreter,
        ["environment"] = new JsonObject(Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["modules"] = new JsonArray([.. Modules.Select(module => (JsonNode)module)]),
    });
}
