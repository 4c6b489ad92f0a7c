using System.Text.RegularExpressions;
using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// One process serves a whole chain in Python and can import one module of a name, while in training each component found its own. So no
/// module that a step imports may be in another component of the chain, or in the shared code of its runtime.
/// </summary>
/// <remarks>Imports are read at the margin of a file only: what a function imports may never be imported by a server.</remarks>
internal sealed partial class NamesakeValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate)
    {
        if (candidate.Chain is not { } chain || candidate.Serves is not { Kind: "python" }) yield break;
        var components = chain.Steps.Where(step => step.Component.Serves?.Python is not null).DistinctBy(FolderOf).ToList();
        var folders = components.Select(FolderOf)
            .Concat(components.Select(step => $"pipelines/Runtimes/{step.Component.Runtime}").Distinct())
            .ToDictionary(folder => folder, folder => Path.Combine(candidate.Model.Root, folder));

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in components)
        {
            foreach (var module in Imported(folders[FolderOf(step)], step.Component.Serves!.Python!).Where(told.Add))
            {
                var holders = folders.Where(folder => Holds(folder.Value, module)).Select(folder => folder.Key).ToList();
                if (holders.Count < 2) continue;
                yield return SpecCodes.ChainStep.Error(
                    candidate.Steps[step.Name].ValueAt("uses"),
                    $"step '{step.Name}': the module '{module}' is in {string.Join(" and ", holders)}, but one server can import only one of a name",
                    "rename one");
            }
        }

        string FolderOf(ChainStep step) => candidate.Model.Components.FolderOf(ModelCall.Is(step.Spec.Uses) ? ModelCall.Component : step.Spec.Uses);
    }

    // The module that serves and what it imports from its own folder, at any remove.
    private static IEnumerable<string> Imported(string folder, string module)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([module]);
        while (open.TryDequeue(out var next))
        {
            if (!Holds(folder, next) || !seen.Add(next)) continue;
            foreach (Match import in Import().Matches(Text(folder, next))) open.Enqueue(import.Groups["module"].Value);
        }

        return seen;
    }

    private static bool Holds(string folder, string module) => File.Exists(Path.Combine(folder, $"{module}.py")) || File.Exists(Path.Combine(folder, module, "__init__.py"));

    private static string Text(string folder, string module)
    {
        var file = Path.Combine(folder, $"{module}.py");
        return File.ReadAllText(File.Exists(file) ? file : Path.Combine(folder, module, "__init__.py"));
    }

    [GeneratedRegex(@"^(?:from|import)[ \t]+(?<module>[A-Za-z_]\w*)", RegexOptions.Multiline)]
    private static partial Regex Import();
}
