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
        string[] place = context.On == Cluster && context.DeployTo is { } environment ? ["--on", Cluster, "--environment", environment] : ["--on", context.On];
        context.Yard.Run(["run", .. context.ModelsToTrain, .. place]);
    }
}
