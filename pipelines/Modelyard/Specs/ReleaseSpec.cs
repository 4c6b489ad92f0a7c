namespace Modelyard.Specs;

/// <summary>The traffic wanted: <c>models/&lt;model&gt;/releases/&lt;environment&gt;.yaml</c>.</summary>
public sealed record ReleaseSpec
{
    /// <summary>Arm → who answers for how much; at least one, weights adding up to 100.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, ArmSpec> Arms { get; init; }

    /// <summary>
    /// Mixed into the hash that gives a subject its arm; a new salt deals all subjects anew. Defaults to the model's name.
    /// </summary>
    public string? Salt { get; init; }
}

/// <summary>One arm. Exactly one of <see cref="Candidate"/> and <see cref="Version"/>.</summary>
public sealed record ArmSpec
{
    /// <summary>A candidate, meaning its newest blessed version; refused by protected environments.</summary>
    public string? Candidate { get; init; }

    /// <summary>A pinned version: <c>v7@sha256:…</c>, <c>v7</c> or, in unprotected environments, <c>dev3</c>.</summary>
    [Form(TextForm.ModelVersion)]
    public string? Version { get; init; }

    /// <summary>Per cent of the subjects.</summary>
    [Bounds(0, 100)]
    public required double Weight { get; init; }
}
