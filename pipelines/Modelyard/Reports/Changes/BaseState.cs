using Modelyard.Planning;
using Modelyard.Specs;
using BaseSpec = Modelyard.Planning.BaseSpec;

namespace Modelyard.Reports.Changes;

/// <summary>Models and releases as they were where the change began, and as they are.</summary>
internal sealed class BaseState(Repository repository, SourceChanges changes)
{
    private const string EnvironmentsFolder = "pipelines", EnvironmentsPath = "pipelines/environments.yaml";

    private readonly HashSet<string> _changed = [.. changes.Files.Select(file => file.Path)];
    private readonly Lazy<ILookup<string, string>> _releases = new(() => changes.Files
        .Select(file => file.Path.Split('/'))
        .Where(parts => parts is ["models", _, "releases", var file] && file.EndsWith(".yaml", StringComparison.Ordinal))
        .ToLookup(parts => parts[1], parts => Path.GetFileNameWithoutExtension(parts[3])));

    /// <summary>The model before; what it is now where its file did not change.</summary>
    public ModelSpec? Model(string model) => _changed.Contains($"models/{model}/model.yaml")
        ? BaseSpec.Read<ModelSpec>(changes, $"models/{model}", $"models/{model}/model.yaml")
        : repository.Models.GetValueOrDefault(model)?.Spec;

    /// <summary>The release before.</summary>
    public ReleaseSpec? Release(string model, string environment) => _changed.Contains(PathOf(model, environment))
        ? BaseSpec.Read<ReleaseSpec>(changes, $"models/{model}/releases", PathOf(model, environment))
        : ReleaseNow(model, environment);

    /// <summary>The release now.</summary>
    public ReleaseSpec? ReleaseNow(string model, string environment) => repository.Releases.GetValueOrDefault((model, environment))?.Spec;

    /// <summary>The environment before.</summary>
    public EnvironmentSpec? Environment(string name) =>
        (_changed.Contains(EnvironmentsPath) ? BaseSpec.Read<EnvironmentsSpec>(changes, EnvironmentsFolder, EnvironmentsPath) : repository.Environments)?.Environments.GetValueOrDefault(name);

    /// <summary>Environments that the model is or was released to, sorted.</summary>
    public IReadOnlyList<string> EnvironmentsOf(string model) =>
        [.. repository.Releases.Keys.Where(release => release.Model == model).Select(release => release.Environment).Union(_releases.Value[model]).Order(StringComparer.Ordinal)];

    /// <summary>Releases whose files changed, sorted by environment.</summary>
    public IReadOnlyList<ReleaseChange> ReleasesOf(string model) => [.. _releases.Value[model].Order(StringComparer.Ordinal).Select(environment => Broken(model, environment)
        ? new ReleaseChange(environment, [], Redealt: false, Broken: true)
        : ReleaseChange.Of(model, environment, Release(model, environment), ReleaseNow(model, environment)))];

    // It is there, and yet no release that can be used.
    private bool Broken(string model, string environment) =>
        ReleaseNow(model, environment) is null && File.Exists(Path.Combine(repository.Root, PathOf(model, environment)));

    private static string PathOf(string model, string environment) => $"models/{model}/releases/{environment}.yaml";
}
