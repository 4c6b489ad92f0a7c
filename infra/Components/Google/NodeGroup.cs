namespace Modelyard.Infra.Components.Google;

/// <summary>Nodes of one kind, as many as are asked for within bounds.</summary>
/// <param name="Name"><c>cpu</c>, <c>gpu</c>, <c>spot</c>.</param>
/// <param name="Machine">Google's name of the machine: <c>n2-standard-8</c>.</param>
/// <param name="Min">The least in all zones together; 0 lets the last one go.</param>
/// <param name="Max">The most in all zones together.</param>
public sealed record NodeGroup(string Name, string Machine, int Min, int Max)
{
    /// <summary>Whether Google may take a node away at any time, for some 60 to 90 per cent less: steps are tried again, servers would fail requests.</summary>
    public bool IsSpot { get; init; }

    /// <summary>What kind of GPU each node has: <c>nvidia-l4</c>; none: no GPU.</summary>
    public string? Accelerator { get; init; }

    /// <summary>How many GPUs each node has.</summary>
    public int Accelerators { get; init; } = 1;

    /// <summary>Gigabytes of a node's disk, which holds the images that it pulled.</summary>
    public int DiskGigabytes { get; init; } = 100;
}
