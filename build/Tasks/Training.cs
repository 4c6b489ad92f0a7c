using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Train")]
[TaskDescription("Runs the pipelines of affected models, here or with --on container or kubernetes; what was done before is found in the cache.")]
[IsDependentOn(typeof(Planning))]
public sealed class Training : SkippableTask
{
    private const string Cluster = "kubernetes";

    protected override bool IsNeeded(BuildContext context) => Skip.Unless(context, "Train", (context.ModelsToTrain.Count > 0, "no affected model needs a run"));

    protected override void Do(BuildContext context)
    {
        context.Yard.Run(["run", .. context.ModelsToTrain, "--on", context.On, .. context.On == Cluster ? OnCluster(context) : []]);
    }

    // What it made stays on the cluster's volume otherwise, where no other job looks.
    private static IEnumerable<string> OnCluster(BuildContext context) =>
        [.. YardCommandLine.Option("--environment", context.DeployTo), .. context.ShareIn is { } scope ? ["--share", "--scope", scope, .. YardCommandLine.Option("--since", context.Since)] : Array.Empty<string>()];
}
