using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("InfraPreview")]
[TaskDescription("What `pulumi up` would change in the clusters and the platform of --stack.")]
public sealed class InfraPreview : FrostingTask<BuildContext>
{
    public override bool ShouldRun(BuildContext context) => InfraPrograms.CanRun(context, "InfraPreview");

    public override void Run(BuildContext context) => InfraPrograms.Run(context, "preview", "--diff");
}
