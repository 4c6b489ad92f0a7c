using Modelyard.Diagnostics;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Runtimes;

/// <summary>What a runtime extends exists, is of the same language, and does not lead back to it.</summary>
internal sealed class ExtendsValidator : ISpecValidator<RuntimeReview>
{
    public IEnumerable<Diagnostic> Validate(RuntimeReview runtime)
    {
        if (runtime.Spec.Extends is not { } name) yield break;
        var at = runtime.Source.ValueAt("extends");
        if (!runtime.All.TryGetValue(name, out var extended))
        {
            var names = runtime.All.Keys.Where(other => other != runtime.Reading.Name).ToList();
            yield return SpecCodes.UnknownRuntime.Error(
                at, $"extends: {Excerpt.Of(name)} is no runtime", Suggestion.Of(name, names.Order(StringComparer.Ordinal)));
            yield break;
        }

        if (extended.Spec is { Language: { } language } && language != runtime.Spec.Language)
        {
            yield return SpecCodes.RuntimeDetail.Error(at, $"extends: '{name}' is of {language}, this runtime of {runtime.Spec.Language}");
        }

        var path = new List<string> { runtime.Reading.Name };
        for (string? next = name; next is not null && runtime.All.TryGetValue(next, out var reading); next = reading.Spec?.Extends)
        {
            path.Add(next);
            if (next == path[0])
            {
                yield return SpecCodes.Cycle.Error(
                    at, $"extends: runtimes extend each other: {string.Join(" → ", path)}", "remove one 'extends'");
            }

            if (path.IndexOf(next) < path.Count - 1) yield break;
        }

        // A step gets the code of one runtime, and its key holds that one's tree.
        if (path.Where(other => RuntimeInheritance.HasCode(Path.Combine(runtime.Root, "pipelines", "Runtimes", other))).ToList() is [var own, var further, ..] && own == path[0])
        {
            yield return SpecCodes.RuntimeDetail.Error(
                at,
                $"extends: both '{own}' and '{further}', which it extends, have shared code in pipelines/Runtimes/; the components of a runtime share the code of one",
                $"move the code of one into the components, or into '{further}'");
        }
    }
}
