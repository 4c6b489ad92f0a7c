using CsCheck;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Tests.Running.Execution;

/// <summary>The order in which steps of a graph start, against a plain reading of the rule: a step starts when all that it needs is done.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Every_graph_is_done_in_an_order_that_respects_it_and_loses_just_what_needs_a_lost_step() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, int.MaxValue]).Sample((count, seed) =>
        {
            var (nodes, lost) = Graph(count, new Random(seed));
            var schedule = new Schedule(new StepGraph(nodes, new Dictionary<StepName, StepNode>()));
            HashSet<string> done = [], gone = [];
            var running = new Queue<StepNode>();
            while (!schedule.IsEmpty || running.Count > 0)
            {
                foreach (var node in schedule.Take(_ => running.Count < 2))
                {
                    Assert.All(node.Dependencies, dependency => Assert.Contains(dependency.Name.Step, done));
                    running.Enqueue(node);
                }

                var next = running.Dequeue();
                if (!lost.Contains(next.Name.Step))
                {
                    done.Add(next.Name.Step);
                    schedule.Done(next);
                    continue;
                }

                gone.Add(next.Name.Step);
                foreach (var (node, because) in schedule.Lost(next))
                {
                    Assert.Contains(because, node.Dependencies);
                    Assert.Contains(because.Name.Step, gone);
                    Assert.True(gone.Add(node.Name.Step));
                }
            }

            Assert.Equal(count, done.Count + gone.Count);
            Assert.All(nodes.Where(node => gone.Contains(node.Name.Step)), node => Assert.True(lost.Contains(node.Name.Step) || node.Dependencies.Any(dependency => gone.Contains(dependency.Name.Step))));
        });

    [Fact]
    public void What_has_not_started_can_be_given_up_at_once()
    {
        var (nodes, _) = Graph(8, new Random(1));
        var schedule = new Schedule(new StepGraph(nodes, new Dictionary<StepName, StepNode>()));
        var started = schedule.Take(_ => true);

        Assert.Equal(nodes.Except(started), schedule.Clear());
        Assert.True(schedule.IsEmpty);
        foreach (var node in started) schedule.Done(node);
        Assert.Empty(schedule.Take(_ => true));
    }

    private static (IReadOnlyList<StepNode> Nodes, HashSet<string> Lost) Graph(int count, Random random)
    {
        var nodes = new List<StepNode>();
        for (var number = 0; number < count; number++)
        {
            var from = nodes.Where(_ => random.Next(3) == 0).Select(node => new NodeOutput(node, "rows")).ToList();
            nodes.Add(new StepNode
            {
                Id = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{number}")),
                Names = [new StepName("model", "only", $"{number}")],
                Component = null!,
                Parameters = [],
                Inputs = new Dictionary<string, NodeInput> { ["rows"] = new(true, from) },
                Outputs = ["rows"],
                Resources = new ResourcesSpec(),
                Timeout = TimeSpan.Zero,
                Retry = new RetrySpec(),
            });
        }

        return (nodes, [.. nodes.Where(_ => random.Next(5) == 0).Select(node => node.Name.Step)]);
    }
}
