using Modelyard.Components.ParquetFiles;
using Modelyard.Steps;

return StepProgram.Run(async step =>
{
    var parameters = step.Parameters;
    await using var table = await ParquetTable.OpenAsync(parameters.Text("file"), parameters.Declared("columns"), parameters.Whole("most-errors"));
    await table.WriteAsync(step.Output("rows"));
    step.WriteMetrics(new Dictionary<string, double> { ["rows"] = table.Count });
});
