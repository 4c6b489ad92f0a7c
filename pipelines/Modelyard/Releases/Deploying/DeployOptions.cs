using Modelyard.Diagnostics;
using Modelyard.Traffic;

namespace Modelyard.Releases.Deploying;

/// <summary>How a deploy goes about it.</summary>
public sealed record DeployOptions
{
    /// <summary>How long a pod may be in trouble (its image not pulled, no node for it, ending again and again) before its version is given up. Defaults to two minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Who we are, for those who wait for the lease.</summary>
    public string Holder { get; init; } = $"{Environment.UserName}@{Environment.MachineName}, process {Environment.ProcessId}";

    /// <summary>Told each step, by several threads.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Told what is worth saying and no error.</summary>
    public Action<Diagnostic> Warn { get; init; } = _ => { };
}

/// <summary>What a deploy did.</summary>
/// <param name="Changes">Objects that are other than before, in the order of the changes.</param>
/// <param name="Live">The table that is in force then.</param>
/// <param name="Failures">Why models are not live as wanted; what was live of them still is.</param>
public sealed record DeployOutcome(IReadOnlyList<ObjectChange> Changes, RoutingTable Live, IReadOnlyList<Diagnostic> Failures);
