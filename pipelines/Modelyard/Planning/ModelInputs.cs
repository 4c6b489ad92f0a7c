using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Planning;

/// <summary>Everything outside its folder that a model depends on, by name.</summary>
/// <param name="Components">What its steps use, the one that joins a graph for ONNX runtimes included.</param>
/// <param name="Runtimes">What those components run on, and what these runtimes extend, and so on: all enter the keys of steps.</param>
/// <param name="ServingRuntimes">What its candidates are served by, extended ones too, without <paramref name="Runtimes"/>.</param>
/// <param name="Servers">The folders in <c>pipelines/</c> of the programs that serve it. They carry no model: a new one needs a release, not a run.</param>
/// <param name="Environments">Where it is released to.</param>
internal sealed record ModelInputs(
    IReadOnlySet<string> Components,
    IReadOnlySet<string> Runtimes,
    IReadOnlySet<string> ServingRuntimes,
    IReadOnlySet<string> Servers,
    IReadOnlySet<string> Environments)
{
    /// <summary>What a model depends on now; names that have no sound spec are kept, but lead no further.</summary>
    public static ModelInputs Of(ModelSpec model, Repository repository)
    {
        var serving = model.Candidates.Values.SelectMany(candidate => WithExtended(candidate.Serving.Runtime, repository)).ToHashSet();
        var servers = serving.Select(name => repository.Runtimes.GetValueOrDefault(name)?.Spec.Serves).OfType<RuntimeServesSpec>().ToList();
        var components = model.Candidates.Values.SelectMany(candidate => candidate.Pipeline.Values).Select(step => step.Uses).ToHashSet();
        if (components.RemoveWhere(ModelCall.Is) > 0) components.Add(ModelCall.Component);
        if (model.Candidates.Values.SelectMany(candidate => candidate.Pipeline.Values).Any(step => step.Search is not null))
        {
            components.UnionWith([SearchExpansion.Holdout, SearchExpansion.Choose]);
        }

        if (servers.Exists(server => server.Kind == "onnx")) components.Add(OnnxJoin.Component);
        var runtimes = components
            .Where(repository.Components.ContainsKey)
            .SelectMany(component => WithExtended(repository.Components[component].Spec.Runtime, repository))
            .ToHashSet();
        return new ModelInputs(
            components,
            runtimes,
            ServingRuntimes: serving.Except(runtimes).ToHashSet(),
            Servers: servers.Select(server => server.Program).ToHashSet(),
            Environments: repository.Releases.Keys.Where(release => release.Model == model.Name).Select(release => release.Environment).ToHashSet());
    }

    /// <summary>Sources whose data is looked at only when a run starts, as <c>candidate.step</c>.</summary>
    public static IReadOnlyList<string> ResolvedAtRun(ModelSpec model, Repository repository) => [.. model.Candidates
        .SelectMany(candidate => candidate.Value.Pipeline, (candidate, step) => (name: $"{candidate.Key}.{step.Key}", step: step.Value, component: repository.Components.GetValueOrDefault(step.Value.Uses)))
        .Where(step => step.component is { Spec: { Kind: "source" } source } && (source.Fingerprint is not null || source.Reads.Count > 0 || Files(source, step.step).Any(Path.IsPathRooted)))
        .Select(step => step.name)
        .Order(StringComparer.Ordinal)];

    /// <summary>Files that a step's parameters name, as they are written.</summary>
    public static IEnumerable<string> Files(ComponentSpec component, StepSpec step) => component.Parameters
        .Where(parameter => parameter.Value.Type == "file")
        .Select(parameter => step.With.TryGetValue(parameter.Key, out var given) ? given : parameter.Value.Default)
        .Where(value => value is { ValueKind: System.Text.Json.JsonValueKind.String })
        .Select(value => value!.Value.GetString()!);

    private static IEnumerable<string> WithExtended(string runtime, Repository repository)
    {
        var seen = new HashSet<string>();
        for (string? name = runtime; name is not null && seen.Add(name); name = repository.Runtimes.GetValueOrDefault(name)?.Spec.Extends) yield return name;
    }
}
