using Modelyard.Clusters;
using Modelyard.Running.Kubernetes;

namespace Modelyard.Tests.Running.Kubernetes;

public sealed class WaitingNotesTests
{
    private readonly List<string> _notes = [];

    [Fact]
    public void What_several_wait_for_is_said_once_and_again_when_somebody_waits_for_it_anew()
    {
        var waiting = new WaitingNotes(_notes.Add);
        waiting.Tell("m/c.one", NoNode("pod-1"), "pod-1");
        waiting.Tell("m/c.two", NoNode("pod-2"), "pod-2");
        waiting.Tell("m/c.one", NoNode("pod-1"), "pod-1");
        waiting.Tell("m/c.one", null, "pod-1");
        waiting.Tell("m/c.three", NoNode("pod-3"), "pod-3");
        Assert.Equal(["m/c.one waits: YARD8533 no node takes pod 'pod-1': 0/1 nodes are available"], _notes);

        waiting.Tell("m/c.two", null, "pod-2");
        waiting.Tell("m/c.three", null, "pod-3");
        waiting.Tell("m/c.four", NoNode("pod-4"), "pod-4");

        Assert.Equal("m/c.four waits: YARD8533 no node takes pod 'pod-4': 0/1 nodes are available", Assert.Single(_notes.Skip(1)));
    }

    [Fact]
    public void Something_else_that_a_step_waits_for_is_said()
    {
        var waiting = new WaitingNotes(_notes.Add);
        waiting.Tell("m/c.one", NoNode("pod-1"), "pod-1");
        waiting.Tell("m/c.one", new PodReason(ClusterCodes.ClaimNotBound, "pod 'pod-1' waits for its claim 'store'", false), "pod-1");

        Assert.Equal("m/c.one waits: YARD8534 pod 'pod-1' waits for its claim 'store'", _notes[^1]);
    }

    private static PodReason NoNode(string pod) => new(ClusterCodes.Unschedulable, $"no node takes pod '{pod}': 0/1 nodes are available", false);
}
