using Modelyard.Images.Registry.Credentials;

namespace Modelyard.Images.Registry;

/// <summary>How registries are spoken to.</summary>
public sealed record RegistryOptions
{
    /// <summary>Where logins come from.</summary>
    public required ICredentialSource Credentials { get; init; }

    /// <summary>The clock of time-outs, pauses and tokens.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tries after the first one. Defaults to 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the second try; each one after is twice as long, a random part of it taken off or added. Defaults to half a second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause, also where the registry asks for a longer one. Defaults to a minute.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of a blob that are sent in one request; a smaller blob is sent whole. Defaults to 64 MiB.</summary>
    public int ChunkBytes { get; init; } = 64 << 20;

    /// <summary>How long an answer may take, and how long a body may stand still. Defaults to five minutes: a chunk must fit.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
