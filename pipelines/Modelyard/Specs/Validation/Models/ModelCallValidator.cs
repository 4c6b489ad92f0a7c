using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Steps ask models that exist, that answer scores or a value, and that do not ask this one in turn.</summary>
internal sealed class ModelCallValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) => candidate.Steps.Values.SelectMany(Validate);

    private static IEnumerable<Diagnostic> Validate(StepReview step)
    {
        var model = step.Candidate.Model;
        var at = step.ValueAt("uses");
        if (step.Spec.Uses == ModelCall.Component)
        {
            yield return SpecCodes.CalledModel.Error(
                at, $"step '{step.Name}' uses '{ModelCall.Component}', which the platform uses for steps that call a model", $"write 'uses: {ModelCall.Prefix}NAME'");
        }

        if (!ModelCall.Is(step.Spec.Uses)) yield break;
        if (ModelCall.Parse(step.Spec.Uses) is not { } call)
        {
            yield return SpecCodes.CalledModel.Error(
                at, $"step '{step.Name}' uses {Excerpt.Of(step.Spec.Uses)}, which names no model", "write model:NAME, model:NAME@CANDIDATE or model:NAME@sha256:… with all 64 digits");
        }
        else if (!model.Models.TryGetValue(call.Model, out var called))
        {
            yield return SpecCodes.CalledModel.Error(
                at, $"step '{step.Name}' calls {Excerpt.Of(call.Model)}, which is no model", Suggestion.Of(call.Model, model.Models.Keys.Order(StringComparer.Ordinal)));
        }
        else if (PathBack(model, call.Model) is { } path)
        {
            yield return SpecCodes.CallCycle.Error(at, $"step '{step.Name}' closes a circle of models that call each other: {string.Join(" → ", path)}");
        }
        else
        {
            foreach (var problem in Check(step, call, called.Spec, at)) yield return problem;
        }
    }

    private static IEnumerable<Diagnostic> Check(StepReview step, ModelCall call, ModelSpec? called, SourcePosition at)
    {
        if (!step.Candidate.Model.Components.Knows(ModelCall.Component))
        {
            yield return SpecCodes.CalledModel.Error(at, $"step '{step.Name}' calls a model, which needs the component '{ModelCall.Component}', which is not there");
        }

        if (call.Candidate is { } candidate && called?.Candidates is { } candidates && !candidates.ContainsKey(candidate))
        {
            yield return SpecCodes.CalledModel.Error(
                at, $"step '{step.Name}': model '{call.Model}' has no candidate {Excerpt.Of(candidate)}", Suggestion.Of(candidate, candidates.Keys));
        }

        if (called?.Signature?.Prediction is { } prediction && !prediction.ContainsKey("scores") && !prediction.ContainsKey("value"))
        {
            yield return SpecCodes.CalledModel.Error(
                at, $"step '{step.Name}': model '{call.Model}' answers {Suggestion.List(prediction.Keys)}; a step can take scores or a value");
        }
    }

    // From this model over the called one back to it, by the shortest way.
    private static IReadOnlyList<string>? PathBack(ModelReview model, string called)
    {
        var own = model.Reading.Name;
        var from = new Dictionary<string, string> { [called] = own };
        var waiting = new Queue<string>([called]);
        while (waiting.TryDequeue(out var name))
        {
            if (name == own)
            {
                var path = new List<string> { own };
                for (var step = from[own]; ; step = from[step])
                {
                    path.Insert(0, step);
                    if (step == own) return path;
                }
            }

            foreach (var next in CallsOf(model.Models.GetValueOrDefault(name)?.Spec).Where(next => from.TryAdd(next, name))) waiting.Enqueue(next);
        }

        return null;
    }

    // Parts with errors are missing from the record.
    private static IEnumerable<string> CallsOf(ModelSpec? model) => (model?.Candidates?.Values ?? [])
        .SelectMany(candidate => candidate?.Pipeline?.Values ?? [])
        .Select(step => ModelCall.Parse(step?.Uses)?.Model)
        .OfType<string>();
}
