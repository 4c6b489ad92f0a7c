using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Images.Bases;

/// <summary>What a layer of Debian packages is made of.</summary>
/// <param name="Below">What it lies on; none for the first.</param>
/// <param name="Packages">Sorted, those of the stages below included.</param>
/// <param name="Asked">A merged runtime in Python that this stage must satisfy.</param>
/// <param name="Locked">The only versions that will do; none: those that apt offers.</param>
internal sealed record StageContent(DebianBaseSpec Debian, DebianStage? Below, IReadOnlyList<string> Packages, RuntimeSpec? Asked, DebianLock? Locked)
{
    private const int Format = 1;

    /// <summary>The platform of steps as Debian calls it.</summary>
    public static string Architecture { get; } = Running.Keys.StepKey.Platform.Split('/')[1];

    /// <summary>Names it.</summary>
    public Digest Key
    {
        get
        {
            var document = new JsonObject
            {
                ["format"] = Format,
                ["suite"] = Debian.Suite,
                ["architecture"] = Architecture,
                ["below"] = Below?.Key.ToString(),
                ["packages"] = new JsonArray([.. Packages.Select(package => (JsonNode)package)]),
                ["asked"] = Asked is null ? null : RuntimeProbe.Question(Asked),
                ["environment"] = new JsonObject((Asked?.Environment ?? new Dictionary<string, string>()).Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
            };
            if (Locked is not null) document["lock"] = Locked.Digest.ToString();
            return CanonicalJson.Digest(document);
        }
    }
}
