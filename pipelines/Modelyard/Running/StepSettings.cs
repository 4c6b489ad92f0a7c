using Modelyard.Diagnostics;
using Modelyard.Running.Kubernetes;
using Modelyard.Specs;

namespace Modelyard.Running;

/// <summary>What steps ask for that a place does not give.</summary>
public static class StepSettings
{
    /// <summary>One warning for all steps of these models that ask for GPUs, which only clusters give, with the place of the first.</summary>
    public static IEnumerable<Diagnostic> WithoutGpus(Repository repository, IEnumerable<string> models)
    {
        var asking = (
            from name in models
            let model = repository.Models[name]
            from candidate in model.Spec.Candidates
            from step in candidate.Value.Pipeline
            let gpus = (step.Value.Resources ?? repository.Components[step.Value.Uses].Spec.Resources).Gpus
            where gpus > 0
            select (Text: $"{name}/{candidate.Key}.{step.Key}: resources.gpus is {gpus}", Place: model.Source.At("candidates", candidate.Key, "pipeline", step.Key))).ToList();
        if (asking.Count > 0) yield return ClusterRunCodes.NoGpu.Warning(asking[0].Place, string.Join("; ", asking.Select(step => step.Text)));
    }
}
