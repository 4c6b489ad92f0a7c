using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Serving.Kubernetes;

/// <summary>A version as it shall be served on a cluster: all that its manifests are made of.</summary>
public sealed record ServedVersion
{
    public required string Model { get; init; }

    public required string Candidate { get; init; }

    public required Digest Identity { get; init; }

    /// <summary>What people call it: <c>v7</c>, else its identity.</summary>
    public required string Name { get; init; }

    /// <summary>The image of its server by digest, as kubelets write it: <c>registry.example/modelyard/item-photo@sha256:…</c>.</summary>
    public required string Image { get; init; }

    /// <summary>The image of its weights, where they are one of their own.</summary>
    public string? WeightsImage { get; init; }

    /// <summary>As in <c>serving.packaging</c>.</summary>
    public required string Packaging { get; init; }

    /// <summary>The artifact, in the store and on its volume.</summary>
    public required Digest Artifact { get; init; }

    /// <summary>Bytes of the artifact.</summary>
    public required long ArtifactBytes { get; init; }

    /// <summary>Processes of one server.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Bytes that one server may use; none where the model sets no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes that its server was measured to use when it was blessed; none where nobody measured.</summary>
    public long? MeasuredMemory { get; init; }

    public ReplicasSpec Replicas { get; init; } = new();

    /// <summary>Whether its chain calls other models.</summary>
    public bool CallsModels { get; init; }

    /// <summary>The TensorFlow Serving that computes its last step; none unless that is a SavedModel.</summary>
    public TensorFlowImage? TensorFlow { get; init; }

    /// <summary>Names its subset, and its pods by their label <c>app.kubernetes.io/version</c>.</summary>
    public string Variant => Traffic.Variant.Of(Identity);

    /// <summary>The name of its Deployment and of what goes with it.</summary>
    public string ObjectName => $"{Model}-{Variant}";
}
