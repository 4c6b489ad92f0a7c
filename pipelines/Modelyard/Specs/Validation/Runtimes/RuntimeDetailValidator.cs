using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Runtimes;

/// <summary>Packages stand once, variables are free to set, and the server's program is there.</summary>
internal sealed class RuntimeDetailValidator : ISpecValidator<RuntimeReview>
{
    // Given by the step contract (docs/architecture.md, section 2).
    private static readonly IReadOnlyList<string> Reserved =
        ["PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"];

    public IEnumerable<Diagnostic> Validate(RuntimeReview runtime)
    {
        var spec = runtime.Spec;
        var imports = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, package) in spec.Packages.Index())
        {
            if (!imports.Add(package.Import))
            {
                yield return Error(
                    runtime.Source.ValueAt("packages", $"{index}", "import"), $"packages: {Excerpt.Of(package.Import)} stands twice");
            }
        }

        foreach (var name in spec.Environment.Keys
            .Where(name => Reserved.Contains(name) || name.StartsWith("YARD_", StringComparison.Ordinal)))
        {
            yield return Error(runtime.Source.At("environment", name), $"environment: '{name}' is set by the platform for every step");
        }

        if (spec.Serves is not { } serves) yield break;
        if (CommandText.Problem(serves.Command) is { } problem)
        {
            yield return SpecCodes.CommandLine.Error(
                runtime.Source.ValueAt("serves", "command"), $"serves.command: the command line {problem}");
        }

        if (serves.Preload.Count > 0 && !serves.Command.StartsWith("python3 -m ", StringComparison.Ordinal))
        {
            yield return Error(
                runtime.Source.At("serves", "preload"), "serves.preload: only a server whose command is `python3 -m MODULE …` can be forked from a process that has imported modules");
        }

        var programs = RepositoryPrograms(runtime.Root);
        if (programs.Contains(serves.Program)) yield break;
        yield return Error(
            runtime.Source.ValueAt("serves", "program"),
            $"serves.program: there is no folder {Excerpt.Of(serves.Program)} in pipelines/",
            Suggestion.Near(serves.Program, programs));

        static Diagnostic Error(SourcePosition at, string message, string? hint = null) => SpecCodes.RuntimeDetail.Error(at, message, hint);
    }

    private static List<string> RepositoryPrograms(string root) => [.. new DirectoryInfo(Path.Combine(root, "pipelines"))
        .EnumerateDirectories()
        .Select(folder => folder.Name)
        .Where(name => name is not ("Components" or "Runtimes"))];
}
