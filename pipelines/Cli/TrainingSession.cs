using Modelyard.Cli.Display;
using Modelyard.Running.Execution;
using Modelyard.Serving;
using Modelyard.Versions;

namespace Modelyard.Cli;

/// <summary>Set-up and training as <c>run</c> and <c>up</c> both do them, with progress on standard error.</summary>
internal static class TrainingSession
{
    /// <param name="on">Where: <see cref="RunPlaces"/>.</param>
    /// <returns>The place, for what comes after; its owner is the caller.</returns>
    public static async Task<(IRunPlace Place, TrainingOutcome Outcome)> TrainAsync(
        Workspace workspace, string on, IReadOnlyList<string> models, string command, Output output, CancellationToken cancellation)
    {
        var place = await RunPlaces.OpenAsync(on, workspace, models, output, cancellation);
        try
        {
            output.Problems(ServingSettings.NotHonoured(workspace.Repository, models, inContainers: on == RunPlaces.Container));
            var outcome = await RunDisplay.ShowAsync(output.Progress, workspace.Time, (observer, note) =>
                new Training(workspace, place).TrainAsync(models, command, observer, note, cancellation));
            output.Problems(place.Warnings);
            return (place, outcome);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }
}
