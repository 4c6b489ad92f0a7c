namespace Modelyard.Clusters;

/// <summary>How long a lease lasts.</summary>
public sealed record LeaseOptions
{
    /// <summary>After how long without renewal others may take it. Whole seconds; defaults to 30.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for somebody else to end. Defaults to not at all, but for finding out whether they live: until they renew it, or it runs out.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.Zero;
}

/// <summary>Who has a lease.</summary>
/// <param name="Holder">What they called themselves.</param>
/// <param name="Since">When they acquired it, by their clock.</param>
public sealed record LeaseHolder(string Holder, DateTimeOffset? Since);
