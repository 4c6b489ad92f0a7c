using Modelyard.Diagnostics;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation.Components;

/// <summary>Only sources read the host, and by absolute paths, since a step's working directory is empty.</summary>
internal sealed class SourceValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component)
    {
        var spec = component.Spec;
        var source = component.Source;
        var reads = spec.Reads.Select((path, index) => (Path: path, At: source.ValueAt("reads", $"{index}"), Key: "reads"));
        var data = spec.Data.Select((one, index) => (Path: one.File, At: source.ValueAt("data", $"{index}", "file"), Key: "data.file"));
        foreach (var (path, at, key) in reads.Concat(data).Where(path => !path.Path.StartsWith('/')))
        {
            yield return SpecCodes.SourceOnly.Error(at, $"{key}: {Excerpt.Of(path)} is not absolute", "begin the path with '/'");
        }

        if (component.IsSource) yield break;
        var keys = new[] { ("fingerprint", spec.Fingerprint is not null), ("reads", spec.Reads.Count > 0), ("data", spec.Data.Count > 0), ("network", spec.Network) };
        foreach (var (key, _) in keys.Where(key => key.Item2))
        {
            yield return SpecCodes.SourceOnly.Error(component.Source.At(key), $"'{key}' is for sources only; the kind is {spec.Kind}");
        }
    }
}
