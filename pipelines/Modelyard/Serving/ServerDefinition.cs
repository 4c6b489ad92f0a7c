using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Serving.Forking;

namespace Modelyard.Serving;

/// <summary>A server that should run: which version it answers for, and the command that does. Two equal definitions are one server.</summary>
public sealed record ServerDefinition
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name: <c>dev3</c>, <c>v7</c>; answers carry it.</summary>
    public required string VersionName { get; init; }

    /// <summary>The version itself.</summary>
    public required Digest Identity { get; init; }

    /// <summary>The version's artifact, absolute; the server only reads it.</summary>
    public required string ArtifactFolder { get; init; }

    /// <summary>The program; a bare name is looked up in this process's <c>PATH</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The server's whole environment but for <c>YARD_SERVE</c>, which is added. Nothing is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Processes or threads that answer at once. Defaults to 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>What a request may hold.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>Where its chain finds the models that it calls, when it is live; none unless it calls any.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>Identity → server of a version that its chain calls, where it must ask that very one.</summary>
    public IReadOnlyDictionary<string, Uri> Pinned { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Where TensorFlow Serving computes the last step of its chain; none where that is no SavedModel, or where it is started beside the server.</summary>
    public TensorFlowPlace? TensorFlow { get; init; }

    /// <summary>Set where it may be forked from a process that has imported what it imports, which makes the same server.</summary>
    public ForkKind? Fork { get; init; }

    /// <summary>Set where the program is the client of a container, whose name and settings its arguments leave open.</summary>
    public ServerContainer? Container { get; init; }

    /// <summary>Names this very server: the digest of everything above but for how it is started.</summary>
    public Digest Key => CanonicalJson.Digest(WithCalls(new JsonObject
    {
        ["model"] = Model,
        ["version"] = VersionName,
        ["identity"] = Identity.ToString(),
        ["artifact"] = ArtifactFolder,
        ["command"] = new JsonArray([FileName, .. Arguments.Select(argument => (JsonNode)argument)]),
        ["environment"] = new JsonObject(Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["workers"] = Workers,
        ["limits"] = Limits.ToJson(),
    }));

    /// <summary>The document that <c>YARD_SERVE</c> names (<c>docs/architecture.md</c>, section 6).</summary>
    /// <param name="host">The address to listen on.</param>
    /// <param name="port">The port to listen on.</param>
    internal JsonObject ServeDocument(string host, int port) => WithCalls(new JsonObject
    {
        ["model"] = Model,
        ["version"] = VersionName,
        ["identity"] = Identity.ToString(),
        ["artifact"] = ArtifactFolder,
        ["host"] = host,
        ["port"] = port,
        ["workers"] = Workers,
        ["limits"] = Limits.ToJson(),
    });

    private JsonObject WithCalls(JsonObject document)
    {
        if (Gateway is { } gateway) document["gateway"] = gateway.ToString();
        if (TensorFlow is { } place) document["tensorflow"] = new JsonObject { ["address"] = place.Address, ["version"] = place.Version };
        if (Pinned.Count > 0) document["pinned"] = new JsonObject(Pinned.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToString())));
        return document;
    }

    /// <summary><c>item-photo@dev3</c>, for people.</summary>
    public override string ToString() => $"{Model}@{VersionName}";
}

/// <summary>Where a server asks TensorFlow Serving.</summary>
/// <param name="Address"><c>host:port</c> of its gRPC.</param>
/// <param name="Version">The number by which it calls the version.</param>
public sealed record TensorFlowPlace(string Address, long Version);

/// <summary>What one request to a server may hold; more is refused with YARD6003.</summary>
public sealed record ServerLimits
{
    /// <summary>Bytes of a body. Defaults to 32 MiB.</summary>
    public long BodyBytes { get; init; } = 32 << 20;

    /// <summary>Instances of one request. Defaults to 1024.</summary>
    public int Instances { get; init; } = 1024;

    /// <summary>Characters of one string. Defaults to one million.</summary>
    public int StringChars { get; init; } = 1_000_000;

    internal JsonObject ToJson() => new() { ["body-bytes"] = BodyBytes, ["instances"] = Instances, ["string-chars"] = StringChars };
}
