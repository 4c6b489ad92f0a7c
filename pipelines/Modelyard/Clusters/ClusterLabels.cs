namespace Modelyard.Clusters;

/// <summary>The keys of labels on every object that is ours. Those of <c>app.kubernetes.io</c> are the ones that Kubernetes recommends.</summary>
public static class ClusterLabels
{
    /// <summary>The model, or <see cref="Driver"/>, <see cref="Step"/>.</summary>
    public const string Name = "app.kubernetes.io/name";

    /// <summary>What tells it from others of the same name.</summary>
    public const string Instance = "app.kubernetes.io/instance";

    /// <summary>The first 12 hex digits of a version's identity.</summary>
    public const string AppVersion = "app.kubernetes.io/version";

    /// <summary>One of <see cref="Components"/>.</summary>
    public const string Component = "app.kubernetes.io/component";

    /// <summary>Always <see cref="Modelyard"/>.</summary>
    public const string PartOf = "app.kubernetes.io/part-of";

    /// <summary>Always <see cref="Yard"/>.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The repository whose object it is: nothing of another one is ever pruned.</summary>
    public const string Repository = "modelyard.org/repository";

    public const string Environment = "modelyard.org/environment";

    public const string Model = "modelyard.org/model";

    public const string Candidate = "modelyard.org/candidate";

    /// <summary>A version's name for people: <c>v7</c>, <c>dev3</c>.</summary>
    public const string Version = "modelyard.org/version";

    /// <summary>The first 20 hex digits of a step's key.</summary>
    public const string Key = "modelyard.org/key";

    /// <summary>The number of an attempt, from 1.</summary>
    public const string Attempt = "modelyard.org/attempt";

    /// <summary>The first 20 hex digits of the digest of the plan that asked for it.</summary>
    public const string Plan = "modelyard.org/plan";

    /// <summary>Whom a step may speak to, one of <see cref="Networks"/>: the platform's network policies select by it. Without it: nobody.</summary>
    public const string Network = "modelyard.org/network";

    /// <summary>The value of <see cref="PartOf"/>.</summary>
    public const string Modelyard = "modelyard";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string Yard = "yard";

    /// <summary>The <see cref="Name"/> of drivers.</summary>
    public const string Driver = "yard-driver";

    /// <summary>The <see cref="Name"/> of steps.</summary>
    public const string Step = "yard-step";

    /// <summary>The labels of an object of ours: those that are always the same, name, component and whatever is given more; values are made valid.</summary>
    /// <param name="name">Model, <see cref="Driver"/> or <see cref="Step"/>.</param>
    /// <param name="component">One of <see cref="Components"/>.</param>
    public static SortedDictionary<string, string> Of(string name, string component, params (string Key, string? Value)[] more)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Name] = Names.LabelValue(name),
            [Component] = component,
            [PartOf] = Modelyard,
            [ManagedBy] = Yard,
        };
        foreach (var (key, value) in more)
        {
            if (value is not null) labels[key] = Names.LabelValue(value);
        }

        return labels;
    }

    /// <summary>A selector of objects that have all of these labels, sorted.</summary>
    public static string Selector(params (string Key, string Value)[] labels) =>
        string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={Names.LabelValue(label.Value)}"));

    /// <summary>The values of <see cref="Component"/>.</summary>
    public static class Components
    {
        public const string Server = "server";
        public const string Gateway = "gateway";
        public const string TensorFlow = "tensorflow";

        /// <summary>What brings models to a TensorFlow Serving that is shared.</summary>
        public const string TensorFlowModels = "tensorflow-models";
        public const string Driver = "driver";
        public const string Step = "step";
        public const string Fingerprint = "fingerprint";
        public const string Blessing = "blessing";
    }

    /// <summary>The values of <see cref="Network"/>.</summary>
    public static class Networks
    {
        /// <summary>Whatever can be reached: its component declares <c>network: true</c>.</summary>
        public const string Open = "open";

        /// <summary>Servers of the models that it calls.</summary>
        public const string Models = "models";
    }
}
