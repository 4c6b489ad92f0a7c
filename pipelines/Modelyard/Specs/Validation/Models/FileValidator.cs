using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Models;

/// <summary>
/// Files that parameters name are in the model's folder. Files of the host, by absolute paths, are looked for when a run starts: they
/// may be on another machine.
/// </summary>
internal sealed class FileValidator : ISpecValidator<CandidateReview>
{
    public IEnumerable<Diagnostic> Validate(CandidateReview candidate) =>
        candidate.Steps.Values.Where(step => step.Component is not null).SelectMany(Validate);

    private static IEnumerable<Diagnostic> Validate(StepReview step)
    {
        foreach (var (name, parameter) in step.Component!.Parameters.Where(parameter => parameter.Value.Type == "file"))
        {
            if (step.Parameter(name) is not { } value || ParameterRule.Problem(parameter, value) is not null) continue;
            var path = value.GetString()!;
            if (Path.IsPathRooted(path)) continue;
            var place = $"{step.Name}.with.{name}";
            var folder = step.Candidate.Model.Reading.Folder;
            if (path.Split('/', '\\').Contains(".."))
            {
                yield return SpecCodes.ParameterFile.Error(
                    step.ValueAt("with", name), $"{place}: {Excerpt.Of(path)} leads out of the model's folder", "copy the file into it, or give an absolute path of the host");
            }
            else if (!File.Exists(Path.Combine(step.Candidate.Model.Root, folder, path)))
            {
                yield return SpecCodes.ParameterFile.Error(step.ValueAt("with", name), $"{place}: there is no file {Excerpt.Of(path)} in {folder}", Near(step, path));
            }
        }
    }

    private static string? Near(StepReview step, string path)
    {
        var parent = Path.GetDirectoryName(path) ?? "";
        var folder = new DirectoryInfo(Path.Combine(step.Candidate.Model.Root, step.Candidate.Model.Reading.Folder, parent));
        return folder.Exists ? Suggestion.Near(path, folder.EnumerateFiles().Select(file => Path.Combine(parent, file.Name)).Order(StringComparer.Ordinal)) : null;
    }
}
