using Modelyard.Diagnostics;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;
using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Images.Builder;

/// <summary>Which images a model needs.</summary>
public static class ModelImages
{
    /// <summary>The images of every step, each component once, in the order of the graph.</summary>
    /// <param name="candidate">Of this one only; all where none is named.</param>
    public static async Task<IReadOnlyList<PlannedImage>> StepsAsync(ImageBuilder builder, Workspace workspace, string model, string? candidate, CancellationToken cancellation)
    {
        var nodes = workspace.Graph([model]).ByName
            .Where(step => step.Key.Model == model && (candidate is null || step.Key.Candidate == candidate))
            .Select(step => step.Value)
            .DistinctBy(node => node.Component.Folder);
        var images = new List<PlannedImage>();
        foreach (var node in nodes) images.Add(await builder.StepAsync(node, cancellation));
        return images;
    }

    /// <summary>The images that serve a version: its server, and its model where that is an image of its own.</summary>
    /// <param name="packaging">As in <c>serving.packaging</c>; as the version was declared where none is named.</param>
    public static async Task<IReadOnlyList<PlannedImage>> ServingAsync(ImageBuilder builder, VersionManifest version, string? packaging, CancellationToken cancellation)
    {
        var server = await builder.ServerAsync(version, packaging, cancellation);
        return (packaging ?? version.Serving.Packaging) == Packaging.ImageVolume ? [server, builder.Weights(version, cancellation)] : [server];
    }

    /// <summary>Where runtimes of a model's steps are others in images than on this machine, if they are here: keys of steps then differ.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> LockDifferencesAsync(ImageBuilder builder, Workspace workspace, string model, CancellationToken cancellation)
    {
        var needs = RuntimeNeeds.Of(workspace.Repository, [model], serving: false) with { Data = [] };
        if (await new RuntimeProvisioner(workspace.Store.Root, workspace.Time).FindAsync(needs, cancellation) is not { } here) return [];
        var differences = new List<Diagnostic>();
        foreach (var (name, runtime) in here.Runtimes.OrderBy(runtime => runtime.Key, StringComparer.Ordinal))
        {
            if (LockDifference.Warning(name, runtime.Lock, (await builder.Runtimes.OfAsync(name, cancellation)).Lock) is { } difference) differences.Add(difference);
        }

        return differences;
    }

    /// <summary>The packages of models that have a requirements.txt, installed on this machine: model → packages. Nothing is looked at where none has.</summary>
    public static async Task<IReadOnlyDictionary<string, ModelEnvironment>> EnvironmentsAsync(Workspace workspace, IReadOnlyList<string> models, IProgress<string> progress, CancellationToken cancellation)
    {
        var bringing = models.Where(workspace.Repository.Requirements.ContainsKey).ToList();
        return bringing.Count == 0 ? new Dictionary<string, ModelEnvironment>() : (await workspace.ProvisionAsync(bringing, progress, cancellation)).Environments;
    }

    /// <summary>
    /// What must be ready on this machine to build images of these models: runtimes on .NET, since components in C# are compiled here. Python is in the images.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, ProvisionedRuntime>> ProvisionAsync(Workspace workspace, IReadOnlyList<string> models, IProgress<string> progress, CancellationToken cancellation)
    {
        var needs = RuntimeNeeds.Of(workspace.Repository, models);
        var dotnet = needs with { Runtimes = [.. needs.Runtimes.Where(runtime => runtime.Language == "dotnet")], Data = [] };
        if (dotnet.Runtimes.Count == 0) return new Dictionary<string, ProvisionedRuntime>();
        return (await new RuntimeProvisioner(workspace.Store.Root, workspace.Time).ProvisionAsync(dotnet, progress, cancellation)).Runtimes;
    }
}
