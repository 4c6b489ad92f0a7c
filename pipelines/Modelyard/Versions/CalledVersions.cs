using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>Pins calls of models: in training, blessing and golden replays a call is one version, named by its identity.</summary>
public sealed class CalledVersions(Repository repository, VersionStore versions)
{
    /// <summary>The version that a call means now: the newest blessed one of its candidate, or the one that it names.</summary>
    /// <exception cref="YardException">YARD4010: there is none, or its signature is another than its model declares.</exception>
    public CalledVersion Resolve(ModelCall call)
    {
        var model = repository.Models[call.Model].Spec;
        var candidate = call.Candidate ?? model.Candidates.Keys.First();
        var version = call.Identity is { } identity ? versions.FindIdentity(call.Model, Digest.Parse(identity)) : versions.Current(call.Model, candidate);
        if (version is null)
        {
            var what = call.Identity is null ? $"{call.Model}/{candidate} has no version yet" : $"{call.Model} has no version {call.Identity}";
            throw VersionCodes.CalledModelUntrained.Failure($"'{call}' cannot be called: {what}", $"train it first: ./yard run {call.Model}");
        }

        if (!System.Text.Json.Nodes.JsonNode.DeepEquals(version.Manifest.Signature, SignatureJson.Of(model.Signature)))
        {
            throw VersionCodes.CalledModelUntrained.Failure(
                $"'{call}' cannot be called: {call.Model}@{version.Name} has another signature than models/{call.Model}/model.yaml", $"train it first: ./yard run {call.Model}");
        }

        return new CalledVersion(call.Model, version.Manifest.Identity);
    }

    /// <summary>Why calls of a model cannot be pinned; empty when all can.</summary>
    public IReadOnlyList<Diagnostic> Problems(string model)
    {
        var problems = new List<Diagnostic>();
        foreach (var call in ModelCall.In(repository.Models[model].Spec))
        {
            try
            {
                Resolve(call);
            }
            catch (YardException missing)
            {
                var file = repository.Models[model];
                problems.AddRange(missing.Diagnostics.Select(diagnostic => diagnostic with { Message = $"{model}: {diagnostic.Message}", Where = file.Source.At("candidates") }));
            }
        }

        return problems;
    }
}
