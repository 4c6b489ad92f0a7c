using System.Text.Json.Nodes;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Planning;

/// <summary>A search whose trials are known before anything runs.</summary>
/// <param name="Step">The step that is searched for, as <c>candidate.step</c>.</param>
/// <param name="Seed">What the trials are drawn by.</param>
/// <param name="Trials">Each trial's parameters, in order.</param>
public sealed record PlannedSearch(string Step, int Seed, IReadOnlyList<JsonObject> Trials)
{
    /// <summary>The searches of a model, in order of its file.</summary>
    public static IReadOnlyList<PlannedSearch> Of(ModelSpec model) => [.. model.Candidates
        .SelectMany(candidate => candidate.Value.Pipeline, (candidate, step) => (Name: $"{candidate.Key}.{step.Key}", step.Value.Search))
        .Where(step => step.Search is not null)
        .Select(step => new PlannedSearch(step.Name, step.Search!.Seed, SearchTrials.Of(step.Search)))];
}
