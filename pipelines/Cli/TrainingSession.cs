using Modelyard.Cli.Display;
using Modelyard.Running;
using Modelyard.Running.Execution;
using Modelyard.Serving;
using Modelyard.Versions;

namespace Modelyard.Cli;

/// <summary>Set-up and training as <c>run</c> and <c>up</c> both do them, with progress on standard error.</summary>
internal static class TrainingSession
{
    /// <param name="on">Where: <see cref="RunPlaces"/>.</param>
    /// <param name="served">Versions that are served there beside what these models train.</param>
    /// <param name="serves">Whether the models' servers are started next, whatever comes of the training.</param>
    /// <returns>The place, for what comes after; its owner is the caller.</returns>
    public static async Task<(IRunPlace Place, TrainingOutcome Outcome)> TrainAsync(
        Workspace workspace, string on, IReadOnlyList<string> models, IReadOnlyList<VersionManifest> served, string command, bool serves, Output output, CancellationToken cancellation)
    {
        var place = await RunPlaces.OpenAsync(on, workspace, models, served, output, cancellation);
        try
        {
            output.Problems(StepSettings.WithoutGpus(workspace.Repository, models));
            output.Problems(ServingSettings.NotHonoured(workspace.Repository, models, inContainers: on == RunPlaces.Container));
            if (serves) place.Servers.Expect(models.SelectMany(model => workspace.Repository.Models[model].Spec.Candidates.Values, (_, candidate) => candidate.Serving.Runtime).Concat(served.Select(version => version.Serving.Runtime)));
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
