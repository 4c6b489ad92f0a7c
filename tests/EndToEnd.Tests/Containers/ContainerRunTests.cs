using Modelyard.Tests.Processes;

namespace Modelyard.EndToEnd.Tests.Containers;

[Collection(typeof(InContainers))]
public sealed class ContainerRunTests(ContainerClone clone)
{
    [Fact]
    public void The_example_models_have_the_keys_outputs_and_versions_of_processes_step_by_step()
    {
        Assert.Equal((clone.Processes.Steps().Count, 0), (clone.Containers.Count("done"), clone.Containers.Count("cached")));
        Assert.Equal(clone.Processes.Steps(), clone.Containers.Steps());
        Assert.Equal(clone.Processes.Identities(), clone.Containers.Identities());
        Assert.DoesNotContain("YARD3107", clone.Containers.Error, StringComparison.Ordinal);
    }
}
