using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Images")]
[TaskDescription("Images of the steps of affected models, into the store's layout or with --registry into a registry.")]
[IsDependentOn(typeof(Planning))]
public sealed class Images : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => Skip.Unless(context, "Images", (context.ModelsToTrain.Count > 0, "no affected model needs a run"));

    protected override void Do(BuildContext context)
    {
        foreach (var model in context.ModelsToTrain) context.Yard.Run(context.PushTo is { } registry ? ["build", model, "--push", registry] : ["build", model]);
    }
}
