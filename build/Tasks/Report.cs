using Cake.Common.IO;
using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Report")]
[TaskDescription("The review page of each affected model, as Markdown below artifacts/reports.")]
[IsDependentOn(typeof(Training))]
public sealed class Report : SkippableTask
{
    protected override bool IsNeeded(BuildContext context) => Skip.Unless(context, "Report", (context.ModelsToTrain.Count > 0, "no affected model was trained"));

    protected override void Do(BuildContext context)
    {
        var folder = context.Artifacts.Combine("reports");
        context.EnsureDirectoryExists(folder);
        foreach (var model in context.ModelsToTrain)
        {
            ChangePlan.Write(context, folder.CombineWithFilePath($"{model}.md"), context.Yard.Read(["report", model, "--format", "markdown"]) + "\n");
        }
    }
}
