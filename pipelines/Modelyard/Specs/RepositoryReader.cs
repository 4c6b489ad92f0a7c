using Modelyard.Specs.Reading;
using Modelyard.Specs.Requirements;
using Modelyard.Specs.Validation;

namespace Modelyard.Specs;

/// <summary>Reads and validates every spec of a repository.</summary>
public static class RepositoryReader
{
    /// <summary>
    /// The specs under a root, and everything wrong with them at once. Files are read in parallel; the result does not depend on it.
    /// Never throws for what the files hold: a missing or unreadable file is a diagnostic too.
    /// </summary>
    public static Repository Read(string root)
    {
        var full = Path.GetFullPath(root);
        if (!RepositoryFolders.IsRepository(full))
        {
            var error = SpecCodes.NotARepository.Error(
                where: null, $"there is neither models/ nor pipelines/ in {full}", "run in the repository, or name it with --root");
            return Empty(full) with { Diagnostics = [error] };
        }

        var review = RepositoryReview.Of(RepositoryFiles.Read(full));
        var runtimes = review.Runtimes.ToFiles(runtime => IsUsable(runtime, review.Runtimes));
        var components = review.Components.ToFiles(component => runtimes.ContainsKey(component.Runtime));
        var models = CalledModels.Sound(review.Models.ToFiles(model => model.Candidates.Values.All(candidate =>
            runtimes.ContainsKey(candidate.Serving.Runtime)
                && candidate.Pipeline.Values.All(step => components.ContainsKey(ModelCall.Is(step.Uses) ? ModelCall.Component : step.Uses)))));
        return new Repository
        {
            Root = full,
            Runtimes = runtimes,
            Components = CalledModels.Components(components, models),
            Models = models,
            Images = review.Images.Where(images => images.Sound).ToDictionary(images => images.Reading.Name, images => images.Reading.ToFile()),
            Requirements = ModelRequirements.Of(full, models, components, runtimes),
            DebianPackages = DebianPackages.Of(full, models),
            Releases = review.Releases.Where(release => release.Sound).ToDictionary(
                release => (RepositoryReview.ModelOf(release.Reading), release.Reading.Name),
                release => release.Reading.ToFile()),
            Ledgers = review.Ledgers.Where(ledger => ledger.Sound).ToDictionary(ledger => ledger.Reading.Name, ledger => ledger.Reading.ToFile()),
            Environments = review.Environments.Sound ? review.Environments.Reading.Spec! : Empty(full).Environments,
            Diagnostics = review.Diagnostics,
        };
    }

    private static bool IsUsable(RuntimeSpec runtime, Catalogue<RuntimeSpec> runtimes) =>
        runtime.Extends is not { } name || (runtimes.Sound(name) is { } extended && IsUsable(extended, runtimes));

    private static Repository Empty(string root) => new()
    {
        Root = root,
        Models = new Dictionary<string, SpecFile<ModelSpec>>(),
        Components = new Dictionary<string, SpecFile<ComponentSpec>>(),
        Runtimes = new Dictionary<string, SpecFile<RuntimeSpec>>(),
        Releases = new Dictionary<(string, string), SpecFile<ReleaseSpec>>(),
        Environments = new EnvironmentsSpec { Environments = new Dictionary<string, EnvironmentSpec>() },
        Diagnostics = [],
    };
}
