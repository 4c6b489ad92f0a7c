using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Planning;

/// <summary>
/// From changed files to affected models. What trains is what enters a step's key, the artifact or a gate:
/// <code>
///   models/M/model.yaml            by meaning: pipeline, signature, gates, serving runtime → train; how it is served, samples → release; else docs
///   models/M/code/, other files    train
///   models/M/releases/, versions.yaml, the samples        release
///   models/M/*.md, pictures        docs
///   pipelines/Components/C/        train, where a step uses C: the folder's tree id is in the key, README.md included
///   pipelines/Runtimes/R/          train, where a component runs on R or on one that extends it; release, where R only serves
///   pipelines/P/                   release, where P is the program of the serving runtime
///   pipelines/environments.yaml    release, where the model is released to an environment whose entry changed
/// </code>
/// The CLI, the gateway, the library and the runner are no inputs of a model: a key holds the version of the step contract instead.
/// </summary>
public static class ChangePlanner
{
    /// <summary>Which models the changes since a revision affect.</summary>
    /// <param name="repository">The specs as they are now.</param>
    /// <param name="history">Where changes come from; <see cref="Sources.GitSourceTrees"/> is one.</param>
    /// <param name="since">A revision, of which the merge base with HEAD is compared with the working tree; <see langword="null"/> means HEAD.</param>
    /// <exception cref="YardException">YARD2001, YARD2002: there is nothing to compare with.</exception>
    public static Plan Plan(Repository repository, ISourceHistory history, string? since)
    {
        var changes = history.Since(since);
        var byOwner = changes.Files.GroupBy(file => ChangeOwner.Of(file.Path)).ToDictionary(group => group.Key, group => (IReadOnlyList<ChangedFile>)[.. group]);
        var shared = new SharedChanges(repository, changes, byOwner);
        var invalid = InvalidModels(repository);
        var removed = byOwner.Keys.Where(owner => owner.Kind == OwnerKind.Model).Select(owner => owner.Name)
            .Where(model => byOwner[new(OwnerKind.Model, model)].Any(file => file == new ChangedFile($"models/{model}/model.yaml", FileChange.Removed)))
            .Where(model => !repository.Models.ContainsKey(model) && !invalid.Contains(model))
            .ToList();

        var models = repository.Models.Keys.Union(invalid).Union(removed).Order(StringComparer.Ordinal).ToList();
        var planned = models.Select(Planned).OfType<PlannedModel>().ToList();
        var affected = planned.Select(model => model.Name).ToHashSet();
        return new Plan { Since = since, Base = changes.Base, Models = planned, Unaffected = [.. models.Where(model => !affected.Contains(model))] };

        PlannedModel? Planned(string name)
        {
            var spec = repository.Models.GetValueOrDefault(name)?.Spec;
            var own = new ModelFolderChanges(name, spec, repository, changes).Reasons(byOwner.GetValueOrDefault(new(OwnerKind.Model, name), []));
            List<PlanReason> reasons = [.. own, .. spec is not null ? shared.Reasons(spec) : invalid.Contains(name) ? shared.AllReasons() : []];
            if (reasons.Count == 0) return null;
            var action = reasons.Max(reason => reason.Action);
            return new PlannedModel
            {
                Name = name,
                Action = action,
                Reasons = [.. reasons.OrderByDescending(reason => reason.Action).ThenBy(reason => reason.What).ThenBy(reason => reason.Subject, StringComparer.Ordinal)],
                ResolvedAtRun = action == PlannedAction.Train && spec is not null ? ModelInputs.ResolvedAtRun(spec, repository) : [],
                Invalid = invalid.Contains(name),
            };
        }
    }

    // Known from their errors alone, as a repository holds sound specs only.
    private static HashSet<string> InvalidModels(Repository repository) => repository.Diagnostics
        .Where(diagnostic => diagnostic.Severity == Severity.Error)
        .Select(diagnostic => ChangeOwner.Of(diagnostic.Where?.File ?? ""))
        .Where(owner => owner.Kind == OwnerKind.Model && !repository.Models.ContainsKey(owner.Name))
        .Select(owner => owner.Name)
        .ToHashSet();
}
