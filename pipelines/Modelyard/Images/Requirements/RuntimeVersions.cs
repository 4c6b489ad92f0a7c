using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Requirements;

namespace Modelyard.Images.Requirements;

/// <summary>The packages under a model's own: those of its runtimes, by normalised name.</summary>
internal sealed class RuntimeVersions(IReadOnlyList<ProvisionedRuntime> runtimes)
{
    public SortedDictionary<string, (string Version, string Runtime)> ByName { get; } = new(
        runtimes.SelectMany(runtime => runtime.Lock.Document["packages"]!.AsObject().Select(package => (Name: Requirement.Normalised(package.Key), Version: package.Value!.ToString(), Runtime: runtime.Spec.Name)))
            .DistinctBy(package => package.Name)
            .ToDictionary(package => package.Name, package => (package.Version, package.Runtime)),
        StringComparer.Ordinal);

    /// <summary>Servers run shared code and the model's own in one process, which can import one version only.</summary>
    public void RefuseClashes(ModelRequirements requirements)
    {
        var clashes = requirements.Lines
            .Where(line => ByName.TryGetValue(line.Name, out var there) && there.Version != line.Version)
            .Select(line => RequirementsCodes.Clash.Error(
                At(requirements, line.Name),
                $"{About(requirements)}{line.Name}=={line.Version} clashes with {line.Name} {ByName[line.Name].Version} of the runtime {ByName[line.Name].Runtime}",
                "leave the line out, or raise the runtime's for everybody"))
            .ToList();
        if (clashes.Count > 0) throw new YardException(clashes);
    }

    /// <summary>What is installed must work together: all of it is in the file or in the runtime, in versions that go with each other.</summary>
    public void RefuseUnmet(ModelRequirements requirements, InstalledPackages installed)
    {
        var problems = requirements.Lines
            .Where(line => !installed.Packages.ContainsKey(line.Name))
            .Select(line => RequirementsCodes.NotInstalled.Error(At(requirements, line.Name), $"{About(requirements)}{line.Name}=={line.Version} was installed, but Python does not find it by that name"))
            .Concat(installed.Unmet.Select(unmet => Problem(requirements, unmet)))
            .ToList();
        if (problems.Count > 0) throw new YardException(problems);
    }

    private Diagnostic Problem(ModelRequirements requirements, UnmetNeed unmet)
    {
        var own = requirements.Lines.Any(line => line.Name == unmet.Package);
        var needing = own ? $"{unmet.Package} {unmet.Version} needs {unmet.Needs}" : $"{unmet.Package} {unmet.Version} of the runtime needs {unmet.Needs}";
        var where = At(requirements, own ? unmet.Package : unmet.Name);
        if (unmet.Found is null)
        {
            return RequirementsCodes.NeedUnmet.Error(where, $"{About(requirements)}{needing}, which is neither in the runtime nor in {ModelRequirements.FileName}", $"add a line '{unmet.Name}==…' with a version that will do");
        }

        var from = requirements.Lines.Any(line => line.Name == unmet.Name) ? $"line {requirements.Lines.First(line => line.Name == unmet.Name).Line} brings"
            : ByName.TryGetValue(unmet.Name, out var there) ? $"the runtime {there.Runtime} has" : "this machine's Python has";
        return RequirementsCodes.NeedUnmet.Error(where, $"{About(requirements)}{needing}, and {from} {unmet.Name} {unmet.Found}", "name versions that go together");
    }

    private static string About(ModelRequirements requirements) => requirements.File is null ? $"{requirements.Subject}: " : "";

    private static SourcePosition? At(ModelRequirements requirements, string name) =>
        requirements.File is null ? null : new SourcePosition(requirements.File, requirements.Lines.First(line => line.Name == name).Line, 1);
}
