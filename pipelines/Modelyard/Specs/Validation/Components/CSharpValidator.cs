using Modelyard.Diagnostics;
using Modelyard.Images.Builds;

namespace Modelyard.Specs.Validation.Components;

/// <summary>A component on a runtime of .NET has something to build, on a runtime that says how, and starts what was built.</summary>
internal sealed class CSharpValidator : ISpecValidator<ComponentReview>
{
    /// <summary>Stands for the folder of the built program in <c>run</c> and <c>fingerprint</c>.</summary>
    private const string Build = "{build}";

    public IEnumerable<Diagnostic> Validate(ComponentReview component)
    {
        if (component.Runtimes.Sound(component.Spec.Runtime) is not { } runtime) yield break;
        var run = component.Source.ValueAt("run");
        var names = component.Spec.Run.Contains(Build, StringComparison.Ordinal);
        if (runtime.Language != "dotnet")
        {
            if (names) yield return SpecCodes.CommandLine.Error(run, $"run: {Build} is the program of a component in C#, but runtime '{runtime.Name}' is of {runtime.Language}");
            yield break;
        }

        if (!names) yield return SpecCodes.CommandLine.Error(run, $"run: a component in C# starts what it was built into", $"write \"{Build}/{component.Spec.Name}\"");
        var props = $"pipelines/Runtimes/{runtime.Name}/{RuntimePackages.Props}";
        if (!File.Exists(Path.Combine(component.Root, props)))
        {
            yield return SpecCodes.CSharpComponent.Error(component.Source.ValueAt("runtime"), $"runtime: '{runtime.Name}' serves, but no component can be built on it: there is no {props}");
        }

        var folder = Path.Combine(component.Root, component.Reading.Folder);
        var projects = Directory.EnumerateFiles(folder, "*.csproj").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        if (projects.Count > 1)
        {
            yield return SpecCodes.CSharpComponent.Error(run, $"{component.Reading.Folder} holds {projects.Count} projects, expected one: {string.Join(", ", projects)}", "keep one");
        }
        else if (projects.Count == 0 && !Directory.EnumerateFiles(folder, "*.cs").Any())
        {
            yield return SpecCodes.CSharpComponent.Error(run, $"{component.Reading.Folder} holds neither a project nor a .cs file", $"add {component.Reading.Folder}/Program.cs");
        }
    }
}
