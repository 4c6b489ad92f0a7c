using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Graph;

namespace Modelyard.Running.Keys;

/// <summary>
/// What a step's output depends on, and nothing else: no names, times or tags. Two runs whose documents are equal, on any machine,
/// give the same output.
/// </summary>
/// <param name="Digest">SHA-256 of the document's canonical form.</param>
/// <param name="Document">The parts, as <c>docs/architecture.md</c> section 1 lists them.</param>
public sealed record StepKey(Digest Digest, JsonObject Document)
{
    /// <summary>The version of the step contract (<c>step.json</c>).</summary>
    public const int Contract = 1;

    /// <summary>The key of a node.</summary>
    /// <param name="componentTree">Tree id of the component's folder.</param>
    /// <param name="runtimeTree">Tree id of the runtime's folder, whose code every component on it shares.</param>
    /// <param name="runtimeLock">Digest of what the runtime has installed.</param>
    /// <param name="inputs">Port → digests, in order.</param>
    /// <param name="fingerprint">Sources only: what the data was at the start of the run.</param>
    /// <param name="requirements">Package → version as installed, of a model's own components where it brings packages.</param>
    /// <param name="debian">The same of its packages of Debian.</param>
    public static StepKey Of(
        StepNode node,
        string componentTree,
        string runtimeTree,
        Digest runtimeLock,
        IReadOnlyDictionary<string, IReadOnlyList<Digest>> inputs,
        Digest? fingerprint,
        IReadOnlyDictionary<string, string>? requirements = null,
        IReadOnlyDictionary<string, string>? debian = null)
    {
        var document = new JsonObject
        {
            ["contract"] = Contract,
            ["component"] = componentTree,
            ["runtime"] = runtimeTree,
            ["lock"] = runtimeLock.ToString(),
            ["platform"] = Platform,
            ["command"] = node.Component.Spec.Run,
            ["parameters"] = node.KeyParameters,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Key, DigestsOf(node.Inputs[input.Key].IsList, input.Value)))),
        };
        if (fingerprint is { } source) document["source"] = source.ToString();
        if (requirements is not null) document["requirements"] = Versions(requirements);
        if (debian is not null) document["apt"] = Versions(debian);
        return new StepKey(CanonicalJson.Digest(document), document);
    }

    /// <summary><c>linux/amd64</c>, in OCI's words.</summary>
    public static string Platform { get; } = "linux/" + RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static JsonObject Versions(IReadOnlyDictionary<string, string> packages) => new(packages.Select(package => KeyValuePair.Create<string, JsonNode?>(package.Key, package.Value)));

    private static JsonNode? DigestsOf(bool isList, IReadOnlyList<Digest> digests) =>
        isList ? new JsonArray([.. digests.Select(digest => (JsonNode)digest.ToString())]) : digests[0].ToString();
}
