using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>
/// What a version is: <c>versions/&lt;model&gt;/&lt;identity&gt;.json</c>, written once and never changed. It holds no time, run or
/// commit: those point at the version (<see cref="VersionOrigin"/>).
/// </summary>
public sealed record VersionManifest
{
    /// <summary>Digest of <see cref="VersionIdentity"/>.</summary>
    public required Digest Identity { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The candidate whose pipeline made it.</summary>
    public required string Candidate { get; init; }

    /// <summary>What is served.</summary>
    public required ArtifactReference Artifact { get; init; }

    /// <summary>Step → what it is: component, key, outputs.</summary>
    public required IReadOnlyDictionary<string, VersionStep> Steps { get; init; }

    /// <summary>The signature, as in the artifact.</summary>
    public required JsonObject Signature { get; init; }

    /// <summary>What it was judged on.</summary>
    public required Digest EvaluationData { get; init; }

    /// <summary>Metric → value on that data.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>64 raw evaluation rows with the pipeline's own predictions.</summary>
    public required Digest Golden { get; init; }

    /// <summary>The versions that its chain calls, as its steps' keys and its artifact name them.</summary>
    public IReadOnlyList<CalledVersion> Calls { get; init; } = [];

    /// <summary>The runtime that serves it, and how.</summary>
    public required VersionServing Serving { get; init; }
}

/// <summary>An artifact in the store.</summary>
/// <param name="Bytes">Sum of its files.</param>
public sealed record ArtifactReference(Digest Digest, long Bytes);

/// <summary>One step behind a version.</summary>
public sealed record VersionStep(string Component, Digest Key, IReadOnlyDictionary<string, Digest> Outputs);

/// <summary>How a version was declared to be served when it was made.</summary>
/// <param name="Memory">Bytes; none where the model sets no limit.</param>
public sealed record VersionServing(string Runtime, int Workers, long? Memory, string Packaging)
{
    /// <summary>
    /// How it is served from now on: a version is what was fitted, so how many processes answer for it is for the model's file to say, today. The
    /// runtime stays that on which it was blessed.
    /// </summary>
    /// <param name="declared">What the file says of its candidate; none where there is no such candidate any more.</param>
    public VersionServing As(ServingSpec? declared) =>
        declared?.Runtime == Runtime ? new VersionServing(Runtime, declared.Workers, declared.Memory?.Bytes, declared.Packaging) : this;
}

/// <summary>Where a version came from: beside its manifest, never part of it.</summary>
/// <param name="Run">The first run that led to it.</param>
/// <param name="Commit">HEAD at that time; none outside git.</param>
/// <param name="Dirty">Whether the working tree differed from that commit.</param>
/// <param name="StartSeconds">
/// From the start of its server to the server's being ready, when it was blessed here or where it came from: program and libraries loaded, weights read from
/// files that the machine still had in memory. None for versions of before this was measured.
/// </param>
/// <param name="Memory">What its server then held, when it had answered samples and golden rows. None for versions of before this was measured.</param>
public sealed record VersionOrigin(string Run, string? Commit, bool Dirty, DateTimeOffset Created, double? StartSeconds = null, ServerMemory? Memory = null)
{
    /// <summary>The same, with what its server took here.</summary>
    public VersionOrigin Served(ServerFigures figures) => this with { StartSeconds = Math.Round(figures.Starting.TotalSeconds, 3), Memory = figures.Memory };
}
