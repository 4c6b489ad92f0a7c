using System.Text.RegularExpressions;
using Modelyard.Content;
using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Images;

/// <summary>A base is one thing, named in a form that registries and apt take. Whether it is pinned matters only to who builds on it.</summary>
internal sealed partial class BaseValidator : ISpecValidator<ImagesReview>
{
    public IEnumerable<Diagnostic> Validate(ImagesReview images)
    {
        foreach (var (name, found) in images.Spec.Bases)
        {
            var at = images.Source.At("bases", name);
            var kinds = new[] { (found.Debian is not null, "debian"), (found.Image is not null, "image"), (found.Layout is not null, "layout") }
                .Where(kind => kind.Item1).Select(kind => kind.Item2).ToList();
            if (kinds.Count != 1)
            {
                var has = kinds.Count == 0 ? "none of them" : string.Join(" and ", kinds);
                yield return Error(at, $"base '{name}' has {has}; expected exactly one of debian, image, layout");
            }

            if (found.Digest is { } digest && !Digest.TryParse(digest, out _))
            {
                yield return Error(images.Source.ValueAt("bases", name, "digest"), $"digest: found {Excerpt.Of(digest)}, expected sha256: and 64 hexadecimal digits");
            }

            if (found is { Debian: not null, Digest: not null })
            {
                yield return Error(images.Source.At("bases", name, "digest"), $"base '{name}' is assembled here; digest pins an image or a layout");
            }

            if (found.Image is { } image && !Reference().IsMatch(image))
            {
                yield return Error(
                    images.Source.ValueAt("bases", name, "image"),
                    $"image: found {Excerpt.Of(image)}, expected registry/repository:tag, with the registry's host first",
                    image.Contains('@', StringComparison.Ordinal) ? "write what follows the @ as digest:" : image.Contains('/', StringComparison.Ordinal) ? null : $"docker.io/library/{image}");
            }

            foreach (var (index, package) in (found.Debian?.Packages ?? []).Index().Where(package => !Package().IsMatch(package.Item)))
            {
                yield return Error(images.Source.ValueAt("bases", name, "debian", "packages", $"{index}"), $"packages: {Excerpt.Of(package)} is not the name of a Debian package");
            }
        }

        static Diagnostic Error(SourcePosition at, string message, string? hint = null) => SpecCodes.ImageBase.Error(at, message, hint);
    }

    [GeneratedRegex(@"^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+:[0-9]+)(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    // Debian policy, 5.6.1.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}
