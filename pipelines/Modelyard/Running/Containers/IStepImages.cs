using Modelyard.Running.Graph;

namespace Modelyard.Running.Containers;

/// <summary>Finds or builds the image that a step runs in.</summary>
public interface IStepImages
{
    /// <summary>The image of a step; its entry point is the StepRunner.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">It cannot be built.</exception>
    Task<ContainerImage> OfAsync(StepNode node, CancellationToken cancellation);
}
