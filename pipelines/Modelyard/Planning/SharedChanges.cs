using System.Text.Json;
using Modelyard.Specs;
using Modelyard.Specs.Shapes;

namespace Modelyard.Planning;

/// <summary>Changes outside the folders of models, by what depends on them.</summary>
internal sealed class SharedChanges(Repository repository, SourceChanges changes, IReadOnlyDictionary<ChangeOwner, IReadOnlyList<ChangedFile>> byOwner)
{
    private readonly IReadOnlyList<ChangedFile> _environmentFile = byOwner.GetValueOrDefault(new(OwnerKind.Environments, ""), []);
    private readonly Lazy<IReadOnlySet<string>?> _environments = new(() => ChangedEnvironments(repository, changes));

    /// <summary>Those that a model depends on.</summary>
    public IEnumerable<PlanReason> Reasons(ModelSpec model)
    {
        var inputs = ModelInputs.Of(model, repository);
        return
        [
            .. Of(OwnerKind.Component, inputs.Components, ReasonKind.Component, PlannedAction.Train),
            .. Of(OwnerKind.Runtime, inputs.Runtimes, ReasonKind.Runtime, PlannedAction.Train),
            .. Of(OwnerKind.Runtime, inputs.ServingRuntimes, ReasonKind.ServingRuntime, PlannedAction.Release),
            .. Of(OwnerKind.Program, inputs.Servers, ReasonKind.Server, PlannedAction.Release),
            .. Environments(inputs.Environments),
        ];
    }

    /// <summary>All components and runtimes: what a model with errors may depend on.</summary>
    public IEnumerable<PlanReason> AllReasons() =>
    [
        .. Of(OwnerKind.Component, Names(OwnerKind.Component), ReasonKind.Component, PlannedAction.Train),
        .. Of(OwnerKind.Runtime, Names(OwnerKind.Runtime), ReasonKind.Runtime, PlannedAction.Train),
    ];

    private IEnumerable<string> Names(OwnerKind kind) => byOwner.Keys.Where(owner => owner.Kind == kind).Select(owner => owner.Name);

    private IEnumerable<PlanReason> Of(OwnerKind kind, IEnumerable<string> names, ReasonKind what, PlannedAction action) => names
        .Where(name => byOwner.ContainsKey(new(kind, name)))
        .Select(name => new PlanReason(what, action, name, [], byOwner[new(kind, name)]));

    private IEnumerable<PlanReason> Environments(IReadOnlySet<string> names) => _environmentFile.Count == 0 ? [] : names
        .Where(name => _environments.Value?.Contains(name) ?? true)
        .Select(name => new PlanReason(ReasonKind.Environment, PlannedAction.Release, name, [], _environmentFile));

    // Null where the old file cannot be read: then all of them may have changed.
    private static HashSet<string>? ChangedEnvironments(Repository repository, SourceChanges changes)
    {
        const string Folder = "pipelines", Path = "pipelines/environments.yaml";
        if (BaseSpec.Read<EnvironmentsSpec>(changes, Folder, Path) is not { } before) return null;
        var (old, now) = (before.Environments, repository.Environments.Environments);
        return old.Keys.Union(now.Keys).Where(name => Text(old, name) != Text(now, name)).ToHashSet();
    }

    private static string? Text(IReadOnlyDictionary<string, EnvironmentSpec> environments, string name) =>
        environments.TryGetValue(name, out var environment) ? JsonSerializer.Serialize(environment with { Description = "", Rates = null }, SpecJson.Options) : null;
}
