using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>What must be on a machine before some models can be trained and served there.</summary>
/// <param name="Runtimes">Merged with what they extend, sorted by name.</param>
/// <param name="Data">What sources read, sorted by component.</param>
public sealed record RuntimeNeeds(IReadOnlyList<RuntimeSpec> Runtimes, IReadOnlyList<DataNeed> Data)
{
    /// <summary>Runtimes that components in C# are built on → absolute path of their folder.</summary>
    public IReadOnlyDictionary<string, string> Building { get; init; } = new Dictionary<string, string>();

    /// <summary>The needs of these models: the runtimes of their components and servers, and the data of their sources.</summary>
    /// <param name="serving">Whether they will be served too; a run alone needs no server's packages.</param>
    public static RuntimeNeeds Of(Repository repository, IEnumerable<string> models, bool serving = true)
    {
        var candidates = models.SelectMany(model => repository.Models[model].Spec.Candidates.Values).ToList();
        var components = candidates
            .SelectMany(candidate => candidate.Pipeline.Values.Select(step => step.Uses))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => repository.Components[name])
            .ToList();
        // A step asks a called model by its server.
        var called = CalledModels.With(repository, models)
            .SelectMany(model => ModelCall.In(repository.Models[model].Spec))
            .SelectMany(call => repository.Models[call.Model].Spec.Candidates.Values);
        var runtimes = components.Select(component => component.Spec.Runtime)
            .Concat((serving ? candidates.Concat(called) : called).Select(candidate => candidate.Serving.Runtime))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => RuntimeInheritance.Merge(name, repository.Runtimes));
        var data = components.SelectMany(component => component.Spec.Data.Select((package, index) =>
            new DataNeed(component.Spec.Name, package, component.Source.At($"data[{index}]"))));
        var building = components
            .Where(component => repository.Runtimes[component.Spec.Runtime].Spec.Language == "dotnet")
            .Select(component => component.Spec.Runtime)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => Path.Combine(repository.Root, repository.Runtimes[name].Folder));
        return new RuntimeNeeds([.. runtimes], [.. data]) { Building = building };
    }

    /// <summary>These needs, and runtimes that versions are served on which nothing here trains.</summary>
    /// <param name="names">Any that the repository has not are left out: who serves the version says so.</param>
    public RuntimeNeeds Serving(Repository repository, IEnumerable<string> names)
    {
        var others = names.Distinct().Where(name => repository.Runtimes.ContainsKey(name) && Runtimes.All(runtime => runtime.Name != name)).Select(name => RuntimeInheritance.Merge(name, repository.Runtimes));
        return this with { Runtimes = [.. Runtimes.Concat(others).OrderBy(runtime => runtime.Name, StringComparer.Ordinal)] };
    }
}

/// <summary>Data that one source reads.</summary>
/// <param name="Component">The source.</param>
/// <param name="Package">The file, and the package that brings it.</param>
/// <param name="Where">Where the component asks for it.</param>
public sealed record DataNeed(string Component, DataPackageSpec Package, SourcePosition Where);
