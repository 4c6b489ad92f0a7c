using Modelyard.Diagnostics;

namespace Modelyard.Specs.Validation.Components;

/// <summary>What a component says about serving holds: it is fitted, and its module is there.</summary>
internal sealed class ServesValidator : ISpecValidator<ComponentReview>
{
    public IEnumerable<Diagnostic> Validate(ComponentReview component)
    {
        if (component.Spec.Serves is not { } serves) yield break;
        var at = component.Source.At("serves");
        if (component.Spec.Kind is not ("transform" or "estimator"))
        {
            yield return Error(at, $"serves: {component.Spec.Kind} components never serve; transforms and estimators do");
            yield break;
        }

        foreach (var (key, name, field) in serves.Queries.Select(query => ("queries", query.Key, query.Value)).Concat(serves.Options.Select(option => ("options", option.Key, option.Value))))
        {
            var fieldAt = component.Source.At("serves", key, name);
            if (component.Spec.Kind != "estimator") yield return Error(fieldAt, $"serves.{key}: an instance asks estimators only, not a {component.Spec.Kind}");
            if (field.Type is "map" or "neighbours") yield return Error(fieldAt, $"serves.{key}.{name}: an instance has no {field.Type}");
            foreach (var error in FieldShape.Check(field, $"serves.{key}.{name}", fieldAt, complete: false)) yield return error;
        }

        if (serves is { Python: null, Onnx: false, Mlnet: false, Tensorflow: false })
        {
            yield return Error(at, "serves: says neither python nor onnx nor mlnet nor tensorflow", "remove it, or add 'python: <module>'");
        }

        if (serves.Mlnet && component.Spec.Kind != "estimator")
        {
            yield return Error(component.Source.ValueAt("serves", "mlnet"), "serves.mlnet: a model of ML.NET answers by itself, which a transform cannot; estimators do");
        }

        if (serves.Tensorflow && component.Spec.Kind != "estimator")
        {
            yield return Error(component.Source.ValueAt("serves", "tensorflow"), "serves.tensorflow: a SavedModel is the last step of a chain, which a transform cannot be; estimators are");
        }

        if (serves.Python is not { } module) yield break;

        var moduleAt = component.Source.ValueAt("serves", "python");
        var path = module.Replace('.', '/');
        var folders = Runtimes(component)
            .Select(runtime => $"pipelines/Runtimes/{runtime}")
            .Prepend(component.Reading.Folder)
            .Select(folder => Path.Combine(component.Root, folder))
            .ToList();
        var files = folders.SelectMany(folder => new[] { Path.Combine(folder, $"{path}.py"), Path.Combine(folder, path, "__init__.py") });
        if (!files.Any(File.Exists))
        {
            yield return Error(moduleAt, $"serves.python: there is no module '{module}'", $"add {component.Reading.Folder}/{path}.py");
        }

        static Diagnostic Error(SourcePosition at, string message, string? hint = null) => SpecCodes.ServesModule.Error(at, message, hint);
    }

    // A runtime and those it extends; their folders are on the module path too.
    private static IEnumerable<string> Runtimes(ComponentReview component)
    {
        var seen = new HashSet<string>();
        for (var name = component.Spec.Runtime; name is not null && seen.Add(name); name = component.Runtimes.Sound(name)?.Extends)
        {
            yield return name;
        }
    }
}
