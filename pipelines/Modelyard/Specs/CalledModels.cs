namespace Modelyard.Specs;

/// <summary>Models that other models call.</summary>
public static class CalledModels
{
    /// <summary>
    /// The component of a step that asks a model: the platform's own, whose rows need the fields of that model's instances. Its parameters
    /// (which model, which version) are the platform's to give.
    /// </summary>
    public static ComponentSpec ComponentFor(ComponentSpec asking, SignatureSpec called) => asking with
    {
        Parameters = new Dictionary<string, ParameterSpec>(),
        Inputs = asking.Inputs.ToDictionary(port => port.Key, port => port.Value with
        {
            Columns = called.Instance.Where(field => !field.Value.Optional).ToDictionary(field => field.Key, field => field.Value with { Optional = false }),
        }),
    };

    /// <summary>Those models of a run, and all that they call, directly or not; sorted.</summary>
    public static IReadOnlyList<string> With(Repository repository, IEnumerable<string> models)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var model in models) Add(model);
        return [.. all];

        void Add(string model)
        {
            if (!all.Add(model)) return;
            foreach (var call in ModelCall.In(repository.Models[model].Spec)) Add(call.Model);
        }
    }

    /// <summary>The models in groups, each of which calls only models of the groups before it, or models outside; in one group where none calls another.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> InOrder(Repository repository, IReadOnlyList<string> models)
    {
        var depths = new Dictionary<string, int>();
        return [.. models.GroupBy(Depth).OrderBy(group => group.Key).Select(group => (IReadOnlyList<string>)[.. group])];

        int Depth(string model)
        {
            if (depths.TryGetValue(model, out var known)) return known;
            var called = ModelCall.In(repository.Models[model].Spec).Where(call => call.Identity is null).Select(call => call.Model).Where(models.Contains).ToList();
            return depths[model] = called.Count == 0 ? 0 : called.Max(Depth) + 1;
        }
    }

    /// <summary>Models without those that call a model that is not among them.</summary>
    internal static IReadOnlyDictionary<string, SpecFile<ModelSpec>> Sound(IReadOnlyDictionary<string, SpecFile<ModelSpec>> models)
    {
        var sound = models;
        while (true)
        {
            var left = sound.Where(model => ModelCall.In(model.Value.Spec).All(call => sound.ContainsKey(call.Model))).ToDictionary(StringComparer.Ordinal);
            if (left.Count == sound.Count) return sound;
            sound = left;
        }
    }

    /// <summary>The components, and under each <c>uses</c> that asks a model the component that does.</summary>
    internal static IReadOnlyDictionary<string, SpecFile<ComponentSpec>> Components(
        IReadOnlyDictionary<string, SpecFile<ComponentSpec>> components, IReadOnlyDictionary<string, SpecFile<ModelSpec>> models)
    {
        var calls = models.Values.SelectMany(model => ModelCall.In(model.Spec)).Distinct().ToList();
        if (calls.Count == 0) return components;
        var asking = components[ModelCall.Component];
        return components
            .Concat(calls.Select(call => KeyValuePair.Create(call.ToString(), asking with { Spec = ComponentFor(asking.Spec, models[call.Model].Spec.Signature) })))
            .ToDictionary(StringComparer.Ordinal);
    }
}
