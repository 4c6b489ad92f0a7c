using Modelyard.Diagnostics;
using Modelyard.Specs;
using Modelyard.Specs.Reading;

namespace Modelyard.Planning;

/// <summary>
/// From changed files to affected models. What trains is what enters a step's key, the artifact or a gate:
/// <code>
///   models/M/model.yaml            by meaning: pipeline, signature, gates, serving runtime → train; how it is served, samples → release; else docs
///   models/M/code/, requirements.txt, other files         train
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
        var present = PresentModels(repository);
        var removed = byOwner.Keys.Where(owner => owner.Kind == OwnerKind.Model).Select(owner => owner.Name)
            .Where(model => !present.Contains(model) && byOwner[new(OwnerKind.Model, model)].Contains(new ChangedFile($"models/{model}/model.yaml", FileChange.Removed)));

        var models = present.Union(removed).Order(StringComparer.Ordinal).ToList();
        var planned = CallerChanges.Follow(repository, [.. models.Select(Planned).OfType<PlannedModel>()]);
        var affected = planned.Select(model => model.Name).ToHashSet();
        return new Plan { Since = since, Base = changes.Base, Models = planned, Unaffected = [.. models.Where(model => !affected.Contains(model))] };

        PlannedModel? Planned(string name)
        {
            var invalid = present.Contains(name) && !repository.Models.ContainsKey(name);
            var spec = invalid ? ReadAlone(repository.Root, name) : repository.Models.GetValueOrDefault(name)?.Spec;
            var own = new ModelFolderChanges(name, spec, repository, changes).Reasons(byOwner.GetValueOrDefault(new(OwnerKind.Model, name), []));
            var others = own is [{ What: ReasonKind.NewModel }] ? [] // everything is new to it
                : spec is not null ? shared.Reasons(spec)
                : invalid ? shared.AllReasons() : [];
            List<PlanReason> reasons = [.. own, .. others];
            if (reasons.Count == 0) return null;
            var action = reasons.Max(reason => reason.Action);
            return new PlannedModel
            {
                Name = name,
                Action = action,
                Reasons = PlannedModel.Sorted(reasons),
                ResolvedAtRun = action == PlannedAction.Train && spec is not null ? ModelInputs.ResolvedAtRun(spec, repository) : [],
                Searches = action == PlannedAction.Train && spec is not null && !invalid ? PlannedSearch.Of(spec) : [],
                Invalid = invalid,
            };
        }
    }

    // Those with errors too, which the repository leaves out: whether the error is their own or a component's.
    private static HashSet<string> PresentModels(Repository repository)
    {
        var folders = new DirectoryInfo(Path.Combine(repository.Root, "models"));
        var found = folders.Exists ? folders.EnumerateDirectories().Where(folder => File.Exists(Path.Combine(folder.FullName, "model.yaml"))) : [];
        return [.. found.Select(folder => folder.Name).Where(name => !name.StartsWith('.')), .. repository.Models.Keys];
    }

    // A file that is sound by itself still tells what the model uses.
    private static ModelSpec? ReadAlone(string root, string model)
    {
        var reading = SpecFileReader.Read<ModelSpec>(root, $"models/{model}", "model.yaml");
        return reading.Sound ? reading.Spec : null;
    }
}
