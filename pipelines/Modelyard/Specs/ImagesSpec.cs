namespace Modelyard.Specs;

/// <summary>
/// What images stand on: <c>pipelines/Runtimes/images.yaml</c>, and <c>images.NAME.yaml</c> beside it for another place to build in.
/// </summary>
public sealed record ImagesSpec
{
    /// <summary>Base → what it is.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, BaseSpec> Bases { get; init; }

    /// <summary>Runtime → its base. One that is not named stands on that of what it extends.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, string> Runtimes { get; init; }
}

/// <summary>What lies at the bottom of images: exactly one of <c>debian</c>, <c>image</c> and <c>layout</c>.</summary>
public sealed record BaseSpec
{
    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Packages of Debian, assembled here.</summary>
    public DebianBaseSpec? Debian { get; init; }

    /// <summary>An image of a registry: <c>docker.io/library/python:3.13-slim</c>.</summary>
    public string? Image { get; init; }

    /// <summary>An OCI image layout: its folder, relative to the repository's root or absolute.</summary>
    public string? Layout { get; init; }

    /// <summary>The manifest of <c>image</c> or <c>layout</c>: <c>sha256:…</c>. What is not pinned is not built on.</summary>
    public string? Digest { get; init; }

    /// <summary>
    /// Whether .NET must be added from the SDK that builds: to bases that do not bring it. Defaults to false.
    /// </summary>
    public bool AddDotnet { get; init; }
}

/// <summary>Packages of Debian with all that they need, and what every Debian has.</summary>
public sealed record DebianBaseSpec
{
    /// <summary>The release: <c>bookworm</c>.</summary>
    [Form(TextForm.Name)]
    public required string Suite { get; init; }

    /// <summary>Packages beside those of the runtimes, which are layers of their own.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];
}
