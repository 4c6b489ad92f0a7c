using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Running.Store;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>What became of one candidate of one model after a run.</summary>
/// <param name="Version">The version that it is now; <see langword="null"/> where it did not come to one.</param>
/// <param name="IsNew">Whether this run made it.</param>
/// <param name="Gates">Every gate with its value; empty where the run itself failed.</param>
/// <param name="Failures">Why there is no version.</param>
public sealed record CandidateOutcome(
    string Model, string Candidate, NamedVersion? Version, bool IsNew, IReadOnlyList<GateResult> Gates, IReadOnlyList<Diagnostic> Failures)
{
    /// <summary>Whether a gate, a sample or a golden row (rather than a failed step) kept it from being a version.</summary>
    public bool IsRefused => Failures.Count > 0 && Failures.All(failure => failure.Code != VersionCodes.CalledModelUntrained && failure.Code.Id.StartsWith("YARD4", StringComparison.Ordinal));
}

/// <summary>Makes a version of a candidate whose steps are done: gates, artifact, identity, blessing, name.</summary>
public sealed class VersionMaker(YardStore store, VersionStore versions, Repository repository, IBlessing blessing, Func<string, VersionOrigin> originOf)
{
    private readonly ArtifactAssembly _assembly = new(store);

    /// <summary>Judges every candidate of a model. They pass or fail alone.</summary>
    public async Task<IReadOnlyList<CandidateOutcome>> MakeAsync(string model, RunOutcome run, Action<string> progress, CancellationToken cancellation)
    {
        var outcomes = new List<CandidateOutcome>();
        var spec = repository.Models[model].Spec;
        foreach (var (candidate, declared) in spec.Candidates) outcomes.Add(await MakeAsync(spec, candidate, declared, run, progress, cancellation));
        return outcomes;
    }

    private async Task<CandidateOutcome> MakeAsync(
        ModelSpec model, string candidate, CandidateSpec declared, RunOutcome run, Action<string> progress, CancellationToken cancellation)
    {
        var steps = run.Graph.StepsOf(model.Name, candidate).ToDictionary(step => step.Name.Step, step => run.Find(step.Name));
        if (steps.ContainsValue(null)) return new CandidateOutcome(model.Name, candidate, null, false, [], Unfinished(run, model.Name, candidate));

        var done = steps.ToDictionary(step => step.Key, step => step.Value!);
        var metrics = MetricsOf(declared, done);
        var gates = GateResult.Judge(model.Gates, metrics);
        if (gates.Any(gate => !gate.Passed)) return new CandidateOutcome(model.Name, candidate, null, false, gates, Refusals(model, candidate, gates));

        try
        {
            var manifest = Describe(model, candidate, declared, run, done, metrics);
            var known = versions.FindIdentity(model.Name, manifest.Identity);
            var version = known;
            if (version is null)
            {
                progress($"{model.Name}/{candidate}: blessing {manifest.Identity.Short} (samples, golden rows)");
                var figures = await blessing.BlessAsync(manifest, cancellation);
                version = versions.Add(manifest, originOf(run.Run).Served(figures));
            }

            versions.MakeCurrent(manifest);
            return new CandidateOutcome(model.Name, candidate, version, known is null, gates, []);
        }
        catch (YardException failure)
        {
            return new CandidateOutcome(model.Name, candidate, null, false, gates, failure.Diagnostics);
        }
    }

    private VersionManifest Describe(
        ModelSpec model, string candidate, CandidateSpec declared, RunOutcome run, Dictionary<string, StepResult> done, IReadOnlyDictionary<string, double> metrics)
    {
        var chain = ServingChain.Of(declared, repository.Components);
        var kind = repository.Runtimes[declared.Serving.Runtime].Spec.Serves!.Kind;
        var artifact = _assembly.Assemble(model, candidate, kind, chain, run, repository.Requirements.GetValueOrDefault(model.Name), repository.DebianPackages.GetValueOrDefault(model.Name));
        var signature = SignatureJson.Of(model.Signature);
        var rows = done[chain.Rows.Step].Record.Outputs[chain.Rows.Output];
        var predictions = done[chain.Estimator.Name].Record.Outputs[chain.Estimator.Output];
        var steps = done.ToDictionary(step => step.Key, step => new VersionStep(step.Value.Node.Component.Spec.Name, step.Value.Key.Digest, step.Value.Record.Outputs));
        // The rows carry the part of each, so their digest is the digest of what the version was judged on.
        return new VersionManifest
        {
            Identity = VersionIdentity.Of(
                model.Name, candidate, steps.Select(step => KeyValuePair.Create(step.Key, step.Value.Key)), artifact.Digest, signature, rows),
            Model = model.Name,
            Candidate = candidate,
            Artifact = artifact,
            Steps = steps,
            Signature = signature,
            EvaluationData = rows,
            Metrics = metrics,
            Golden = TakeGolden(model.Signature with { Instance = chain.EnteringOf(model.Signature) }, rows, predictions),
            Calls = [.. chain.Steps.Select(step => done[step.Name].Node.Calls).OfType<CalledVersion>().Distinct()],
            Serving = new VersionServing(declared.Serving.Runtime, declared.Serving.Workers, declared.Serving.Memory?.Bytes, declared.Serving.Packaging),
        };
    }

    // What goes straight to an estimator is in no rows, so golden instances go through the whole chain.
    private Digest TakeGolden(SignatureSpec entering, Digest rows, Digest predictions)
    {
        var parts = new JsonObject { ["golden"] = 1, ["rows"] = $"{rows}", ["predictions"] = $"{predictions}", ["entering"] = SignatureJson.Of(entering) };
        return store.Assembled(parts, "golden", folder => GoldenRows.Take(store.Objects.PathOf(rows), store.Objects.PathOf(predictions), entering).Write(folder)).Digest;
    }

    private SortedDictionary<string, double> MetricsOf(CandidateSpec candidate, IReadOnlyDictionary<string, StepResult> done)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var reports = candidate.Pipeline.Where(step => repository.Components[step.Value.Uses].Spec.Kind == "report");
        foreach (var (name, value) in reports.SelectMany(step => done[step.Key].Record.Metrics)) metrics[name] = value;
        return metrics;
    }

    private List<Diagnostic> Refusals(ModelSpec model, string candidate, IReadOnlyList<GateResult> gates) =>
        [.. gates.Where(gate => !gate.Passed).Select(gate => VersionCodes.GateNotPassed.Error(
            repository.Models[model.Name].Source.At("gates", gate.Metric),
            $"{model.Name}/{candidate}: {gate}",
            "no version was made"))];

    private static IReadOnlyList<Diagnostic> Unfinished(RunOutcome run, string model, string candidate)
    {
        var own = run.Graph.StepsOf(model, candidate).Where(step => run.Find(step.Name) is null).Select(step => step.Node.Names);
        var related = run.Failures.Where(failure => own.Any(names => names.Any(name => failure.Message.Contains(name.ToString(), StringComparison.Ordinal)))).ToList();
        return related.Count > 0 ? related : run.Failures;
    }
}
