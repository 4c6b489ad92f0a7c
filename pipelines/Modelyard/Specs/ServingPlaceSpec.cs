namespace Modelyard.Specs;

/// <summary>Where versions serve on a Kubernetes cluster with Istio.</summary>
public sealed record ServingPlaceSpec
{
    /// <summary>The kubeconfig's context.</summary>
    public required string Context { get; init; }

    /// <summary>The namespace. It serves one environment of one repository.</summary>
    public required string Namespace { get; init; }

    /// <summary>The PersistentVolumeClaim that holds the store there, for versions with <c>packaging: volume</c>; none: they are refused.</summary>
    public string? Claim { get; init; }

    /// <summary>The Secret of type kubernetes.io/dockerconfigjson that its pods pull images with; none where the registry asks for no login.</summary>
    [Form(TextForm.Name)]
    public string? PullSecret { get; init; }

    /// <summary>Where requests from outside the mesh come in; none: nobody outside can ask.</summary>
    public IngressSpec? Ingress { get; init; }

    /// <summary>How many gateways answer. Defaults to 2.</summary>
    public ReplicasSpec Gateway { get; init; } = new() { Min = 2 };

    /// <summary>
    /// Who computes the last step of versions that end in a SavedModel. `own`: a TensorFlow Serving for each version, made by the deploy. `shared`: the one that `infra/` declares for
    /// many models (`tensorflowServing` of its stack); the deploy brings it the SavedModels from the store on `claim`, whatever their packaging. Defaults to `own`.
    /// </summary>
    [OneOf(TensorFlowPlacement.Own, TensorFlowPlacement.Shared)]
    public string Tensorflow { get; init; } = TensorFlowPlacement.Own;

    /// <summary>How long Istio takes at most to bring a changed route to every proxy; waited for after each change of routes. Defaults to 5 seconds.</summary>
    public Duration Propagation { get; init; } = Duration.FromSeconds(5);
}

/// <summary>How the world reaches an environment's gateway.</summary>
public sealed record IngressSpec
{
    /// <summary>The Istio Gateway that listens, as <c>namespace/name</c>; it is the platform's, not a model's.</summary>
    public required string Gateway { get; init; }

    /// <summary>The host name that clients ask: <c>models.example</c>.</summary>
    public required string Host { get; init; }
}

/// <summary>How many pods answer for one version. A greater <see cref="Max"/> brings an autoscaler.</summary>
public sealed record ReplicasSpec
{
    /// <summary>The least; all there are where no autoscaler is. Defaults to 1.</summary>
    [Bounds(1, 1000)]
    public int Min { get; init; } = 1;

    /// <summary>The most that an autoscaler starts; no autoscaler by default.</summary>
    [Bounds(1, 1000)]
    public int? Max { get; init; }

    /// <summary>Per cent of the requested processor time above which another pod is started. Defaults to 70.</summary>
    [Bounds(1, 1000)]
    public int Cpu { get; init; } = 70;
}
