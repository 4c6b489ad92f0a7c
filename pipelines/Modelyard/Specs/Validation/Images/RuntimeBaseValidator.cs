using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Images;

/// <summary>Runtimes and bases that are there, and the base of one that extends another is that one's: their layers are shared.</summary>
internal sealed class RuntimeBaseValidator : ISpecValidator<ImagesReview>
{
    public IEnumerable<Diagnostic> Validate(ImagesReview images)
    {
        foreach (var (runtime, name) in images.Spec.Runtimes)
        {
            if (!images.Runtimes.TryGetValue(runtime, out var reading))
            {
                var names = images.Runtimes.Keys.Order(StringComparer.Ordinal);
                yield return SpecCodes.UnknownRuntime.Error(images.Source.At("runtimes", runtime), $"runtimes: {Excerpt.Of(runtime)} is no runtime", Suggestion.Of(runtime, names));
            }
            else if (reading.Spec?.Extends is { } extended && images.Spec.Runtimes.GetValueOrDefault(extended) is { } other && other != name)
            {
                yield return SpecCodes.ImageBase.Error(
                    images.Source.ValueAt("runtimes", runtime), $"runtimes: '{runtime}' stands on '{name}', and '{extended}', which it extends, on '{other}'", "leave it out: it stands on the same");
            }

            if (!images.Spec.Bases.ContainsKey(name))
            {
                yield return SpecCodes.ImageBase.Error(
                    images.Source.ValueAt("runtimes", runtime), $"runtimes: {Excerpt.Of(name)} is no base of this file", Suggestion.Of(name, images.Spec.Bases.Keys.Order(StringComparer.Ordinal)));
            }
        }
    }
}
