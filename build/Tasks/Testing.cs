using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Test")]
[TaskDescription("Every suite, or with --suites those whose names contain one of these words.")]
public sealed class Testing : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context) =>
        context.Yard.RunScript("test", context.Arguments.GetArguments("suites").SelectMany(words => words.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).ToArray());
}
