using Kinds;
using Modelyard.Steps;

// What step.json of this step names: input folders, parameters, output folders.
return StepProgram.Run(step =>
{
    var rows = Rows.Read(step.Input("rows"));
    var labels = Labels.Read(step.Input("labels"));
    var (train, test) = (labels.Numbers(Part.Train), labels.Numbers(Part.Test));
    if (train.Count == 0 || test.Count == 0) throw new StepFailure($"training needs rows in both parts; found {train.Count} to train, {test.Count} to test");

    var (columns, iterations, seed) = (step.Parameters.Texts("columns"), step.Parameters.Whole("iterations"), step.Parameters.Whole("seed"));
    KindClassifier.Fit(rows, labels, train, columns, iterations, seed).Save(step.Output("state"));
    // What is saved is what serves, so the test rows are scored by the model as it is read back.
    KindClassifier.Load(step.Output("state")).Predict(rows, test).Write(step.Output("predictions"));
});
