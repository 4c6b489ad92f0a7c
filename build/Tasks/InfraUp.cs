using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("InfraUp")]
[TaskDescription("Makes the clusters and the platform of --stack as infra/ declares them. On merge only.")]
public sealed class InfraUp : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => InfraPrograms.CanRun(context, "InfraUp", (context.IsMerge, "only a merge changes infrastructure (--event merge)"));

    protected override void Do(BuildContext context) => InfraPrograms.Run(context, "up", "--yes");
}
