using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("InfraPreview")]
[TaskDescription("What `pulumi up` would change in the clusters and the platform of --stack.")]
public sealed class InfraPreview : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => InfraPrograms.CanRun(context, "InfraPreview");

    protected override void Do(BuildContext context) => InfraPrograms.Run(context, "preview", "--diff");
}
