namespace Modelyard.Serving.Kubernetes;

/// <summary>The image that TensorFlow Serving is started from, as kubelets write it, and the number by which it calls the version.</summary>
/// <param name="Name">By digest; holds the SavedModel where the version is served baked.</param>
/// <param name="Version">The name of the version's folder below the model's.</param>
public sealed record TensorFlowImage(string Name, long Version);
