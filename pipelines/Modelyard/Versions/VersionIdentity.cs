using System.Text.Json.Nodes;
using Modelyard.Content;

namespace Modelyard.Versions;

/// <summary>What makes a version this one: candidate, step keys, artifact, signature, evaluation data. Equal parts are one version.</summary>
public static class VersionIdentity
{
    private const int Format = 1;

    /// <summary>SHA-256 of the canonical JSON of the parts.</summary>
    public static Digest Of(string model, string candidate, IEnumerable<KeyValuePair<string, Digest>> stepKeys, Digest artifact, JsonObject signature, Digest evaluationData) =>
        CanonicalJson.Digest(new JsonObject
        {
            ["format"] = Format,
            ["model"] = model,
            ["candidate"] = candidate,
            ["steps"] = new JsonObject(stepKeys.Select(step => KeyValuePair.Create<string, JsonNode?>(step.Key, step.Value.ToString()))),
            ["artifact"] = artifact.ToString(),
            ["signature"] = signature.DeepClone(),
            ["evaluation"] = evaluationData.ToString(),
        });
}
