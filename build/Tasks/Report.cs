using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Report")]
[TaskDescription("The report of the change, as report.md and report.txt with pictures in artifacts/reports.")]
[IsDependentOn(typeof(Training))]
public sealed class Report : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => Skip.Unless(context, "Report", (context.AffectedModels.Count > 0, "no model is affected"));

    protected override void Do(BuildContext context) =>
        context.Yard.Run("report", "--since", context.Since ?? "HEAD", "--output", context.Artifacts.Combine("reports").FullPath);
}
