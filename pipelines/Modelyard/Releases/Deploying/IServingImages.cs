using Modelyard.Serving.Kubernetes;
using Modelyard.Versions;
using Modelyard.Versions.Publishing;

namespace Modelyard.Releases.Deploying;

/// <summary>The images that pods of a version are started from, as kubelets write them, by digest.</summary>
/// <param name="Weights">Where the weights are an image of their own.</param>
/// <param name="TensorFlow">Where the last step is a SavedModel.</param>
public sealed record ServingImageNames(string Server, string? Weights, TensorFlowImage? TensorFlow = null);

/// <summary>Sees to it that images are in the environment's registry.</summary>
public interface IServingImages
{
    /// <summary>The images of a version.</summary>
    /// <param name="serving">How it is served today, its packaging as the cluster can have it.</param>
    Task<ServingImageNames> OfAsync(PublishedVersion version, VersionServing serving, CancellationToken cancellation);

    /// <summary>The image of the gateway.</summary>
    Task<string> GatewayAsync(CancellationToken cancellation);
}
