using Modelyard.Specs;
using Modelyard.Specs.Requirements;

namespace Modelyard.Planning;

/// <summary>Changes inside the folder of one model.</summary>
/// <param name="spec">As it is now; <see langword="null"/> where it has errors or is gone.</param>
internal sealed class ModelFolderChanges(string model, ModelSpec? spec, Repository repository, SourceChanges changes)
{
    private static readonly string[] Texts = [".md", ".txt", ".rst", ".png", ".jpg", ".jpeg", ".svg", ".gif"];

    private string SpecPath => $"models/{model}/model.yaml";

    /// <summary>What these files mean to the model.</summary>
    public IReadOnlyList<PlanReason> Reasons(IReadOnlyList<ChangedFile> files) =>
        files.FirstOrDefault(file => file.Path == SpecPath)?.Change switch
        {
            FileChange.Added => [new(ReasonKind.NewModel, PlannedAction.Train, model, RenamedFrom(), files)],
            FileChange.Removed when spec is null => [new(ReasonKind.RemovedModel, PlannedAction.Release, model, [], files)],
            _ => [.. files.GroupBy(Classify).Select(Reason)],
        };

    private PlanReason Reason(IGrouping<(ReasonKind What, PlannedAction Action, string Subject), ChangedFile> group)
    {
        var (what, action, subject) = group.Key;
        return what == ReasonKind.ModelSpec ? SpecReason([.. group]) : new PlanReason(what, action, subject, [], [.. group]);
    }

    private (ReasonKind What, PlannedAction Action, string Subject) Classify(ChangedFile file)
    {
        var path = file.Path[$"models/{model}/".Length..];
        return path.Split('/') switch
        {
            ["model.yaml"] => (ReasonKind.ModelSpec, PlannedAction.Train, path),
            ["releases", var release] => (ReasonKind.Release, PlannedAction.Release, Path.GetFileNameWithoutExtension(release)),
            ["versions.yaml"] => (ReasonKind.Versions, PlannedAction.Release, path),
            _ when path == (spec?.Tests.Samples ?? "samples.json") => (ReasonKind.Samples, PlannedAction.Release, path),
            [ModelRequirements.FileName] when BringsPackages => (ReasonKind.ModelCode, PlannedAction.Train, path),
            [DebianPackages.FileName] when spec is null || DebianPackages.UsesOwn(spec) => (ReasonKind.ModelCode, PlannedAction.Train, path),
            _ when IsData(path) => (ReasonKind.ModelCode, PlannedAction.Train, path),
            ["code", ..] => (ReasonKind.ModelCode, PlannedAction.Train, "code"),
            _ when Texts.Contains(Path.GetExtension(path).ToLowerInvariant()) => (ReasonKind.Texts, PlannedAction.Docs, path),
            _ => (ReasonKind.ModelCode, PlannedAction.Train, path),
        };
    }

    // Of a file that nothing uses, validation says so.
    private bool BringsPackages => spec is null || ModelRequirements.OwnRuntimes(spec, repository.Components, repository.Runtimes).Any();

    // Whatever its ending says: a text may be what a source reads.
    private bool IsData(string path) => spec is not null && spec.Candidates.Values
        .SelectMany(candidate => candidate.Pipeline.Values)
        .Any(step => repository.Components.GetValueOrDefault(step.Uses) is { } component && ModelInputs.Files(component.Spec, step).Any(file => Path.GetRelativePath(".", file) == path));

    private PlanReason SpecReason(IReadOnlyList<ChangedFile> files)
    {
        if (spec is null) return Changed(PlannedAction.Train, ["it has errors, so what changed cannot be told"]);
        if (BaseSpec.Read<ModelSpec>(changes, $"models/{model}", SpecPath) is not { } before)
        {
            return Changed(PlannedAction.Train, ["it had errors, so what changed cannot be told"]);
        }

        var fields = ModelFields.Changed(ModelFields.Of(before, repository.Components), ModelFields.Of(spec, repository.Components));
        return fields.Count == 0
            ? Changed(PlannedAction.Docs, ["only comments, layout or order"])
            : Changed(fields.Max(ModelFields.ActionOf), fields);

        PlanReason Changed(PlannedAction action, IReadOnlyList<string> details) => new(ReasonKind.ModelSpec, action, "model.yaml", details, files);
    }

    // A name is in no key: a renamed model's steps are all cached.
    private IReadOnlyList<string> RenamedFrom()
    {
        if (spec is null) return [];
        var now = ModelFields.Of(spec with { Name = "" }, repository.Components);
        return [.. changes.Files
            .Where(file => file.Change == FileChange.Removed && file.Path.Split('/') is ["models", _, "model.yaml"])
            .Select(file => (name: file.Path.Split('/')[1], before: BaseSpec.Read<ModelSpec>(changes, Path.GetDirectoryName(file.Path)!, file.Path)))
            .Where(old => old.before is not null && ModelFields.Changed(ModelFields.Of(old.before with { Name = "" }, repository.Components), now).Count == 0)
            .Select(old => $"renamed from {old.name}; its steps are cached")];
    }
}
