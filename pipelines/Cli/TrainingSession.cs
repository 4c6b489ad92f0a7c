using Modelyard.Cli.Display;
using Modelyard.Images.Runtimes;
using Modelyard.Serving;
using Modelyard.Versions;

namespace Modelyard.Cli;

/// <summary>Set-up and training as <c>run</c> and <c>up</c> both do them, with progress on standard error.</summary>
internal static class TrainingSession
{
    public static async Task<(Provision Provision, TrainingOutcome Outcome)> TrainAsync(
        Workspace workspace, IReadOnlyList<string> models, string command, Output output, CancellationToken cancellation)
    {
        var provision = await workspace.ProvisionAsync(models, new Notes(output), cancellation);
        output.Problems(provision.Warnings);
        output.Problems(ServingSettings.NotHonoured(workspace.Repository, models));
        var outcome = await RunDisplay.ShowAsync(output.Progress, workspace.Time, (observer, note) =>
            new Training(workspace, provision).TrainAsync(models, command, observer, note, cancellation));
        return (provision, outcome);
    }

    // Progress<T> posts to the thread pool, where lines would change their order.
    private sealed class Notes(Output output) : IProgress<string>
    {
        public void Report(string value) => output.Note(value);
    }
}
