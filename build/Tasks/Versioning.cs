using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Version")]
[TaskDescription("Gives the versions of affected models their numbers, and publishes them. On merge only: a number is given once.")]
[IsDependentOn(typeof(Training))]
public sealed class Versioning : FrostingTask<BuildContext>
{
    public override bool ShouldRun(BuildContext context) => Skip.Unless(
        context, "Version", (context.IsMerge, "only a merge gives numbers (--event merge)"), (context.ModelsToTrain.Count > 0, "no affected model was trained"));

    public override void Run(BuildContext context) =>
        context.Yard.Run(["number", .. context.ModelsToTrain, .. context.PushTo is { } registry ? ["--registry", registry] : Array.Empty<string>()]);
}
