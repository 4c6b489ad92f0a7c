using Modelyard.Components.TextClassification;
using Modelyard.Steps;

return StepProgram.Run(step =>
{
    var rows = Rows.Read(step.Input("rows"));
    var labels = Labels.Read(step.Input("labels"));
    if (rows.Count != labels.Codes.Length) throw new StepFailure($"rows has {rows.Count} rows, labels have {labels.Codes.Length}");
    var (train, test) = (labels.Numbers(Part.Train), labels.Numbers(Part.Test));
    if (train.Count == 0 || test.Count == 0) throw new StepFailure($"training needs rows in both parts; found {train.Count} to train, {test.Count} to test");
    if (train.Select(row => labels.Codes[row]).Distinct().Count() < 2) throw new StepFailure("training rows hold 1 class, a classifier needs at least 2; look at the split");

    TextClassifier.Fit(rows, labels, train, TextSettings.Of(step.Parameters), step.Output("state"));
    // What is saved is what serves, so the test rows are scored by the model as it is read back.
    TextClassifier.Load(step.Output("state")).Predict(rows, test).Write(step.Output("predictions"));
});
