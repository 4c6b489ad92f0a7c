using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Version")]
[TaskDescription("Gives the versions of affected models their numbers, publishes them, and proposes their release to --environment. On merge only: a number is given once.")]
[IsDependentOn(typeof(Training))]
public sealed class Versioning : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => Skip.Unless(
        context, "Version", (context.IsMerge, "only a merge gives numbers (--event merge)"), (context.ModelsToTrain.Count > 0, "no affected model was trained"));

    protected override void Do(BuildContext context) =>
        context.Yard.Run(["number", .. context.ModelsToTrain, .. YardCommandLine.Option("--registry", context.PushTo), .. YardCommandLine.Option("--propose", context.DeployTo)]);
}
