using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Default")]
[TaskDescription("What a developer runs before pushing: every test.")]
[IsDependentOn(typeof(Testing))]
public sealed class Default : FrostingTask<BuildContext>;
