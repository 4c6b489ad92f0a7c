using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Images")]
[TaskDescription("Images of the steps of affected models, into the store's layout or with --registry into a registry.")]
[IsDependentOn(typeof(Planning))]
public sealed class Images : FrostingTask<BuildContext>
{
    public override bool ShouldRun(BuildContext context) => Skip.Unless(context, "Images", (context.ModelsToTrain.Count > 0, "no affected model needs a run"));

    public override void Run(BuildContext context)
    {
        foreach (var model in context.ModelsToTrain) context.Yard.Run(context.PushTo is { } registry ? ["build", model, "--push", registry] : ["build", model]);
    }
}
