using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Gates have bounds that some value can keep, on metrics that some step writes.</summary>
internal sealed class GateValidator : ISpecValidator<ModelReview>
{
    public IEnumerable<Diagnostic> Validate(ModelReview model)
    {
        var metrics = Metrics(model);
        foreach (var (name, gate) in model.Spec.Gates)
        {
            var at = model.Source.At("gates", name);
            if (gate.AtLeast is null && gate.AtMost is null)
            {
                yield return SpecCodes.GateBounds.Error(at, $"gates.{name}: the gate has no bound", "give at-least, at-most or both");
            }

            if (gate.AtLeast > gate.AtMost)
            {
                yield return SpecCodes.GateBounds.Error(
                    at, $"gates.{name}: at-least {gate.AtLeast} is greater than at-most {gate.AtMost}: nothing passes");
            }

            if (metrics is null || metrics.Contains(name)) continue;
            var hint = Suggestion.Of(name, metrics.Order(StringComparer.Ordinal));
            yield return SpecCodes.GateMetric.Error(at, $"gates.{name}: no step of the model writes the metric '{name}'", hint);
        }
    }

    // Null unless every report of every candidate says which metrics it writes.
    private static HashSet<string>? Metrics(ModelReview model)
    {
        if (model.Candidates.Count() != model.Source.KeysAt("candidates").Count()) return null;
        var components = model.Candidates
            .SelectMany(candidate => candidate.StepNames.Select(name => candidate.Steps.GetValueOrDefault(name)?.Component))
            .ToList();
        var reports = components.Where(component => component?.Kind == "report").ToList();
        var known = reports.Count > 0 && !components.Contains(null) && reports.All(report => report!.Metrics.Count > 0);
        return known ? [.. components.SelectMany(component => component!.Metrics)] : null;
    }
}
