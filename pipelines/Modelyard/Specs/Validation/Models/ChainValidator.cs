using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>Every step between an instance and its prediction can be served by the candidate's runtime.</summary>
internal sealed class ChainValidator : ISpecValidator<CandidateReview>
{
    private const string Joining = Running.Graph.OnnxJoin.Component;

    // What a graph's inputs can be (docs/architecture.md, section 5).
    private static readonly IReadOnlyList<string> OnnxFields = ["image", "number", "string"];
    private static readonly IReadOnlyList<string> MlnetFields = ["number", "string"];

    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Serves is not { } serves) return [];
        return chain.Steps.SelectMany(step => CheckStep(candidate, step, serves)).Concat(CheckAnswers(candidate, chain, serves)).Concat(CheckBounds(candidate, serves)).Concat(serves.Kind switch
        {
            "onnx" => CheckOnnx(candidate).Concat(CheckFields(candidate, OnnxFields)),
            "mlnet" => CheckFields(candidate, MlnetFields),
            _ => [],
        });
    }

    private static IEnumerable<Diagnostic> CheckStep(CandidateReview candidate, ChainStep step, RuntimeServesSpec serves)
    {
        var who = $"step '{step.Name}' (component '{step.Component.Name}')";
        var at = candidate.Steps[step.Name].ValueAt("uses");
        var runtime = candidate.Serving!.Runtime;
        if (step.Component.Kind is not ("transform" or "estimator"))
        {
            yield return SpecCodes.ChainStep.Error(
                at, $"{who} is a {step.Component.Kind}, which cannot stand between an instance and its prediction");
        }
        else if (NeedsPython(step, serves) && step.Component.Serves?.Python is null)
        {
            yield return SpecCodes.ChainStep.Error(
                at,
                $"{who} has no Python module to serve with, which runtime '{runtime}' needs",
                "its component.yaml needs 'serves: { python: … }'");
        }
        else if (serves.Kind == "onnx" && step.Component.Serves is not { Onnx: true })
        {
            yield return SpecCodes.ChainStep.Error(
                at, $"{who} leaves no ONNX fragment, which runtime '{runtime}' needs", Servable(candidate, step, other => other.Serves!.Onnx));
        }
        else if (serves.Kind == "mlnet" && step.Component.Kind == "transform")
        {
            yield return SpecCodes.ChainStep.Error(
                at,
                $"{who} stands between an instance and its prediction, but runtime '{runtime}' answers by one model of ML.NET alone",
                "let the estimator read the rows as the split gives them, or serve the candidate by another runtime");
        }
        else if (serves.Kind == "mlnet" && step.Component.Serves is not { Mlnet: true })
        {
            yield return SpecCodes.ChainStep.Error(
                at, $"{who} leaves no model of ML.NET, which runtime '{runtime}' needs", Servable(candidate, step, other => other.Serves!.Mlnet));
        }

        else if (serves.Kind == "tensorflow" && step.Component.Kind == "estimator" && step.Component.Serves is not { Tensorflow: true })
        {
            yield return SpecCodes.ChainStep.Error(
                at, $"{who} leaves no SavedModel, which runtime '{runtime}' needs", Servable(candidate, step, other => other.Serves!.Tensorflow));
        }
        else if (serves.Kind == "tensorflow" && step.Component.Serves is { } asked && asked.Queries.Count + asked.Options.Count > 0)
        {
            yield return SpecCodes.ChainStep.Error(at, $"{who} is asked by fields of an instance, which runtime '{runtime}' cannot hand to TensorFlow Serving", "serve the candidate by another runtime of Python");
        }

        if (step.Component.Kind == "transform" && OutputsRead(candidate, step.Name).Distinct().Count() > 1)
        {
            yield return SpecCodes.ChainStep.Error(at, $"{who} is read at several outputs; a served step gives one");
        }
    }

    // Before TensorFlow Serving stands the server of Python: it computes all but the last step.
    private static bool NeedsPython(ChainStep step, RuntimeServesSpec serves) => serves.Kind == "python" || (serves.Kind == "tensorflow" && step.Component.Kind == "transform");

    private static string Servable(CandidateReview candidate, ChainStep step, Func<ComponentSpec, bool> serves)
    {
        var servable = candidate.Model.Components.Shared
            .Where(other => other.Serves is not null && other.Kind == step.Component.Kind && serves(other))
            .Select(other => other.Name)
            .ToList();
        return servable.Count == 0
            ? "serve the candidate by another runtime"
            : $"{step.Component.Kind}s that do: {Suggestion.List(servable)}; or serve the candidate by another runtime";
    }

    // Only the Python server knows kinds of answers beside classes; of TensorFlow Serving it takes numbers.
    private static IEnumerable<Diagnostic> CheckAnswers(CandidateReview candidate, ServingChain chain, RuntimeServesSpec serves)
    {
        if (serves.Kind == "python" || candidate.OutputAt(new PortReference(chain.Estimator.Name, chain.Estimator.Output)) is not { } output) yield break;
        if (ComponentPorts.AnswersOf(output) is not (not null and not "classes" and var answers)) yield break;
        if (serves.Kind == "tensorflow" && answers == "values") yield break;
        yield return SpecCodes.ChainStep.Error(
            candidate.ValueAt("serving", "runtime"),
            $"runtime '{candidate.Serving!.Runtime}' serves predictions of {(serves.Kind == "tensorflow" ? "classes and values" : "classes")} only, but step '{chain.Estimator.Name}' gives predictions of {answers}",
            "serve the candidate by a runtime of Python");
    }

    // A bound that a server does not know would let through what the signature refuses.
    private static IEnumerable<Diagnostic> CheckBounds(CandidateReview candidate, RuntimeServesSpec serves) =>
        serves.Kind is "python" or "tensorflow" ? [] : (candidate.Model.Signature?.Instance ?? new Dictionary<string, FieldSpec>())
            .Where(field => (field.Value.Minimum ?? field.Value.Maximum) is not null)
            .Select(field => SpecCodes.ChainStep.Error(
                candidate.Model.Source.At("signature", "instance", field.Key),
                $"signature.instance.{field.Key}: runtime '{candidate.Serving!.Runtime}' of candidate '{candidate.Name}' does not hold instances to minimum and maximum",
                "leave them out, or serve the candidate by a runtime of Python"));

    // What was fitted and fragments are read by the platform, not by servers.
    private static IEnumerable<string> OutputsRead(CandidateReview candidate, string step) => candidate.Spec.Pipeline.Values
        .SelectMany(reader => reader.Inputs.Values)
        .SelectMany(references => references)
        .Select(PortReference.Parse)
        .Where(reference => reference.Step == step && candidate.OutputAt(reference)?.Type is "rows" or "matrix")
        .Select(reference => reference.Output);

    private static IEnumerable<Diagnostic> CheckOnnx(CandidateReview candidate)
    {
        if (!candidate.Model.Components.Knows(Joining))
        {
            yield return SpecCodes.ChainStep.Error(
                candidate.ValueAt("serving", "runtime"),
                $"runtime '{candidate.Serving!.Runtime}' needs the component '{Joining}', which is not there");
        }
    }

    private static IEnumerable<Diagnostic> CheckFields(CandidateReview candidate, IReadOnlyList<string> known)
    {
        foreach (var (name, field) in candidate.Model.Signature?.Instance ?? new Dictionary<string, FieldSpec>())
        {
            if (known.Contains(field.Type)) continue;
            yield return SpecCodes.ChainStep.Error(
                candidate.Model.Source.At("signature", "instance", name),
                $"signature.instance.{name}: runtime '{candidate.Serving!.Runtime}' of candidate '{candidate.Name}' takes "
                    + $"{string.Join(", ", known)}, not {field.Type}");
        }
    }
}
