namespace Modelyard.Specs;

/// <summary>Which TensorFlow Serving computes a version's last step on a cluster: the values of <c>serving.tensorflow</c> of an environment.</summary>
public static class TensorFlowPlacement
{
    /// <summary>One of the version's own.</summary>
    public const string Own = "own";

    /// <summary>One for all models, which the platform's program declares.</summary>
    public const string Shared = "shared";
}
