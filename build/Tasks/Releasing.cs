using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Release")]
[TaskDescription("Shows what affected models release in --environment; what git says is what `Deploy` makes so.")]
[IsDependentOn(typeof(Versioning))]
public sealed class Releasing : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => Skip.Unless(
        context, "Release",
        (context.IsMerge, "only a merge releases (--event merge)"), (context.DeployTo is not null, "no environment is named (--environment)"), (context.AffectedModels.Count > 0, "no model is affected"));

    protected override void Do(BuildContext context)
    {
        foreach (var model in context.AffectedModels) context.Yard.Run("release", model.Name, "--environment", context.DeployTo!);
    }
}
