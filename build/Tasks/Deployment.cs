using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Deploy")]
[TaskDescription("Makes --environment be as its releases in git say; before a merge only what would change.")]
[IsDependentOn(typeof(Releasing))]
public sealed class Deployment : SkippableTask
{
    // A running `yard up` follows git by itself.
    private const string ThisMachine = "local";

    protected override bool IsNeeded(BuildContext context) => Skip.Unless(
        context, "Deploy", (context.DeployTo is not null, "no environment is named (--environment)"), (context.DeployTo != ThisMachine, $"'{ThisMachine}' is a machine whose `yard up` follows the working tree"));

    protected override void Do(BuildContext context) =>
        context.Yard.Run(["deploy", "--environment", context.DeployTo!, .. context.IsMerge ? Array.Empty<string>() : ["--dry-run"]]);
}
