namespace Modelyard.Specs;

/// <summary>
/// The numbers of a model's versions, <c>models/&lt;model&gt;/versions.yaml</c>: written by automation on merge, at the end alone. The first is <c>v1</c>, none is left out, and no
/// number ever means another version.
/// </summary>
public sealed record LedgerSpec
{
    /// <summary>The file's name in the model's folder.</summary>
    public const string File = "versions.yaml";

    /// <summary>Number → version, in the order in which they were given.</summary>
    [NotEmpty, Form(TextForm.VersionNumber)]
    public required IReadOnlyDictionary<string, NumberedVersionSpec> Versions { get; init; }
}

/// <summary>A version that has a number.</summary>
public sealed record NumberedVersionSpec
{
    /// <summary>The candidate that it came from.</summary>
    [Form(TextForm.Name)]
    public required string Candidate { get; init; }

    /// <summary>What it is: the digest of its parts.</summary>
    [Form(TextForm.Digest)]
    public required string Identity { get; init; }

    /// <summary>The manifest of its artifact in a registry.</summary>
    [Form(TextForm.Digest)]
    public required string Artifact { get; init; }

    /// <summary>The commit that it was made at.</summary>
    [Form(TextForm.Commit)]
    public required string Commit { get; init; }
}
