namespace Modelyard.Specs;

/// <summary>Where models can be live: <c>pipelines/environments.yaml</c>.</summary>
public sealed record EnvironmentsSpec
{
    /// <summary>The environment that is this machine; every repository has it.</summary>
    public const string Local = "local";

    /// <summary>Environment → where it is.</summary>
    [NotEmpty, Form(TextForm.Name)]
    public required IReadOnlyDictionary<string, EnvironmentSpec> Environments { get; init; }

    /// <summary>Tenant → what it gets on clusters. Where any are listed, each model's `owner` must be one of them.</summary>
    [Form(TextForm.Name)]
    public IReadOnlyDictionary<string, TenantSpec> Tenants { get; init; } = new Dictionary<string, TenantSpec>();
}

/// <summary>A team that owns models. On each cluster it has a namespace of its name, for what it runs beside them; the platform's program in `infra/` makes it.</summary>
public sealed record TenantSpec
{
    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Its group in the cluster's directory, which may edit its namespace; nobody by default.</summary>
    public string? Group { get; init; }

    /// <summary>What its namespace may ask for in all.</summary>
    public TenantQuotaSpec Quota { get; init; } = new();
}

/// <summary>What a namespace may ask for in all.</summary>
public sealed record TenantQuotaSpec
{
    /// <summary>Cores. Defaults to 16.</summary>
    [Bounds(1, 100000)]
    public int Cpus { get; init; } = 16;

    /// <summary>Memory. Defaults to 64Gi.</summary>
    public Quantity Memory { get; init; } = new(64L << 30);

    /// <summary>GPUs. Defaults to 0.</summary>
    [Bounds(0, 10000)]
    public int Gpus { get; init; }

    /// <summary>Pods. Defaults to 100.</summary>
    [Bounds(1, 100000)]
    public int Pods { get; init; } = 100;
}

/// <summary>One environment.</summary>
public sealed record EnvironmentSpec
{
    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Whether releases must pin versions. Defaults to false.</summary>
    public bool Protected { get; init; }

    /// <summary>The registry that holds its versions; none for the store of this machine.</summary>
    public string? Registry { get; init; }

    /// <summary>Where pipelines run; none for this machine.</summary>
    public ClusterPlaceSpec? Training { get; init; }

    /// <summary>Where versions serve; none for this machine.</summary>
    public ServingPlaceSpec? Serving { get; init; }

    /// <summary>How fast its nodes get at weights, measured there; `yard show` forecasts by it. None: it forecasts nothing.</summary>
    public RatesSpec? Rates { get; init; }
}

/// <summary>What it takes a node of an environment to get at a version's weights. Bytes a second, as quantities: <c>100M</c>.</summary>
public sealed record RatesSpec
{
    /// <summary>Bytes a second of an image pulled from the registry and unpacked on a node.</summary>
    public required Quantity Pull { get; init; }

    /// <summary>Bytes a second of a first reading from the volume that holds the store.</summary>
    public required Quantity Volume { get; init; }

    /// <summary>From the engine's being asked to a process in the container, for an image that the node has.</summary>
    public required Duration Container { get; init; }
}

/// <summary>A place on a Kubernetes cluster.</summary>
public sealed record ClusterPlaceSpec
{
    /// <summary>The kubeconfig's context.</summary>
    public required string Context { get; init; }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The PersistentVolumeClaim that holds the store there.</summary>
    public string? Claim { get; init; }

    /// <summary>Training: the service account of runs' drivers, which may make Jobs. Defaults to <c>yard-driver</c>.</summary>
    [Form(TextForm.Name)]
    public string Driver { get; init; } = "yard-driver";

    /// <summary>The Secret of type kubernetes.io/dockerconfigjson that its pods pull images with, and drivers push versions with; none where the registry asks for no login.</summary>
    [Form(TextForm.Name)]
    public string? PullSecret { get; init; }

    /// <summary>Training: the Secret whose keys are the variables that sources take secrets from; none where no source does.</summary>
    [Form(TextForm.Name)]
    public string? Secrets { get; init; }

    /// <summary>Training: labels of the nodes that steps run on; any node by default.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Training: taints of nodes that steps may run on, such as those of GPUs: <c>nvidia.com/gpu=present:NoSchedule</c>; without a value any will do.</summary>
    public IReadOnlyList<string> Tolerations { get; init; } = [];

    /// <summary>Training: the most cores that a step gets, whatever it asks for: those that are free on the largest node. No bound by default; a step that no node takes waits.</summary>
    [Bounds(1, 1024)]
    public int? Cpus { get; init; }

    /// <summary>Training: what the cluster calls a GPU. Defaults to <c>nvidia.com/gpu</c>.</summary>
    public string Gpu { get; init; } = "nvidia.com/gpu";
}
