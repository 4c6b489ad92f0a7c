using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;
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
        var files = RepositoryFiles.Read(Path.GetFullPath(root));
        var environments = Reviewed<EnvironmentsSpec>.Of(files.Environments, []);
        var runtimes = new Catalogue<RuntimeSpec>(files.Runtimes.Select(runtime => Reviewed<RuntimeSpec>.Of(runtime, [])));
        var components = new Catalogue<ComponentSpec>(files.Components.Select(component => Reviewed<ComponentSpec>.Of(component, [])));
        var models = new Catalogue<ModelSpec>(files.Models.Select(model => Reviewed<ModelSpec>.Of(model, [])));
        var releases = files.Releases.Select(release => Reviewed<ReleaseSpec>.Of(release, [])).ToList();
        return new Repository
        {
            Root = files.Root,
            Models = models.ToFiles(),
            Components = components.ToFiles(),
            Runtimes = runtimes.ToFiles(),
            Releases = releases.Where(release => release.Sound).ToDictionary(release => (ModelOf(release.Reading), release.Reading.Name), release => release.Reading.ToFile()),
            Environments = environments.Sound ? environments.Reading.Spec! : new EnvironmentsSpec { Environments = new Dictionary<string, EnvironmentSpec>() },
            Diagnostics = Sort([
                .. files.Diagnostics,
                .. environments.Diagnostics,
                .. runtimes.All.SelectMany(runtime => runtime.Diagnostics),
                .. components.All.SelectMany(component => component.Diagnostics),
                .. models.All.SelectMany(model => model.Diagnostics),
                .. releases.SelectMany(release => release.Diagnostics)]),
        };
    }

    private static string ModelOf(SpecReading<ReleaseSpec> release) => release.Folder.Split('/')[1];

    private static List<Diagnostic> Sort(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics
        .Distinct()
        .OrderBy(diagnostic => diagnostic.Where?.File, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Where?.Line)
        .ThenBy(diagnostic => diagnostic.Where?.Column)
        .ThenBy(diagnostic => diagnostic.Code.Id, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Message, StringComparer.Ordinal)];
}
