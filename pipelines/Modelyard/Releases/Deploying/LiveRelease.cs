using Modelyard.Diagnostics;

namespace Modelyard.Releases.Deploying;

/// <summary>What was live of a model, by the log of an environment.</summary>
public static class LiveRelease
{
    /// <param name="time">None: now.</param>
    /// <returns>The deploy that was the last one then, and the model in it; none where the model was not live.</returns>
    /// <exception cref="YardException">YARD5512.</exception>
    public static async Task<(DeployEntry Deploy, DeployedModel? Model)> FindAsync(DeployLog log, string environment, string model, DateTimeOffset? time, CancellationToken cancellation)
    {
        var entry = await log.FindAsync(time, cancellation)
            ?? throw DeployCodes.NeverDeployed.Failure($"nothing was deployed to '{environment}'{(time is { } at ? $" until {at.UtcDateTime:u}" : "")}", $"yard deploy --environment {environment}");
        return (entry, entry.Models.FirstOrDefault(live => live.Model == model));
    }
}
