using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Modelyard.Content;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway;

/// <summary>What <c>yard-gateway FLEET.json</c> serves: live models, their arms, and the command that answers for each.</summary>
internal sealed record Fleet
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The gateway's port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where logs go, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>From SIGTERM to SIGKILL of a server. Defaults to 10.</summary>
    public double GraceSeconds { get; init; } = 10;

    /// <summary>The live models.</summary>
    public required IReadOnlyList<FleetModel> Models { get; init; }

    /// <exception cref="JsonException">The file is no fleet.</exception>
    public static Fleet Read(string path) =>
        JsonSerializer.Deserialize<Fleet>(File.ReadAllBytes(path), Json) ?? throw new JsonException("expected an object");
}

/// <summary>One live model.</summary>
internal sealed record FleetModel(string Model, IReadOnlyList<FleetArm> Arms, string? Salt = null)
{
    public ModelRoute Route => new(Model, Salt ?? Model, [.. Arms.Select(arm => new Arm(arm.Arm, arm.Weight, arm.Version, arm.Identity))]);

    /// <param name="gateway">Where those ask that call other models.</param>
    public ImmutableArray<ServerDefinition> Servers(Uri gateway) =>
    [
        .. Arms.Select(arm => new ServerDefinition
        {
            Model = Model,
            VersionName = arm.Version,
            Identity = arm.Identity,
            ArtifactFolder = arm.Artifact,
            FileName = arm.Command[0],
            Arguments = [.. arm.Command.Skip(1)],
            Environment = arm.Environment ?? new Dictionary<string, string>(),
            Workers = arm.Workers,
            Gateway = arm.CallsModels ? gateway : null,
        }),
    ];
}

/// <summary>One arm, and the server of its version.</summary>
internal sealed record FleetArm(
    string Arm, double Weight, string Version, Digest Identity, string Artifact, IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string>? Environment = null, int Workers = 1, bool CallsModels = false);
