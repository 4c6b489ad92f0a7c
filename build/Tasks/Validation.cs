using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Validate")]
[TaskDescription("Checks every spec.")]
public sealed class Validation : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context) => context.Yard.Run("validate");
}
