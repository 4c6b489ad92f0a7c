using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Deploy")]
[TaskDescription("Makes --environment be as its releases in git say; before a merge only what would change.")]
[IsDependentOn(typeof(Releasing))]
public sealed class Deployment : FrostingTask<BuildContext>
{
    public override bool ShouldRun(BuildContext context) => Skip.Unless(context, "Deploy", (context.DeployTo is not null, "no environment is named (--environment)"));

    public override void Run(BuildContext context) =>
        context.Yard.Run(["deploy", "--environment", context.DeployTo!, .. context.IsMerge ? Array.Empty<string>() : ["--dry-run"]]);
}
