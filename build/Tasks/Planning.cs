using Cake.Core.Diagnostics;
using Cake.Frosting;

namespace Modelyard.Build.Tasks;

[TaskName("Plan")]
[TaskDescription("Which models a change affects and why: artifacts/plan.json, and artifacts/matrix.json for a GitHub matrix.")]
[IsDependentOn(typeof(Validation))]
public sealed class Planning : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        // Made anew, whatever an earlier build left.
        var models = ChangePlan.Make(context).Of(context.Chosen);
        foreach (var model in models) context.Log.Information("{0}: {1}, {2}", model.Name, model.Action, string.Join("; ", model.Why));
        if (models.Count == 0) context.Log.Information("no model is affected");
        string[] training = [.. models.Where(model => model.NeedsTraining).Select(model => model.Name)];
        var matrix = JobMatrix.Of(training);
        ChangePlan.Write(context, context.Artifacts.CombineWithFilePath("matrix.json"), matrix + "\n");
        GitHubOutput.Write(context, ("matrix", matrix), ("any", training.Length > 0 ? "true" : "false"), ("models", string.Join(',', models.Select(model => model.Name))));
    }
}
