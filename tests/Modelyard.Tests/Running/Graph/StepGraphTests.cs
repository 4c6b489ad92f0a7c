using Modelyard.Running.Graph;
using Modelyard.Specs;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running.Graph;

public sealed class StepGraphTests : IDisposable
{
    private const string Diamond = """
        { "first": { "Uses": "source" },
          "left":  { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "size": 1 } },
          "right": { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "size": 2 } },
          "join":  { "Uses": "join", "Inputs": { "all": ["right.out", "left.out"] } } }
        """;

    private readonly TestYard _yard = new TestYard()
        .Component("source", "")
        .Component("work", "", inputs: "a", parameters: """{ "size": 1, "seed": null }""", adjust: spec => spec with { Resources = new ResourcesSpec { Cpus = 2 } })
        .Component("join", "", inputs: "all*");

    public void Dispose() => _yard.Dispose();

    [Fact]
    public void Each_step_comes_after_what_it_needs()
    {
        var graph = _yard.Candidate("c", Diamond).Graph();

        Assert.Equal(["first", "left", "right", "join"], graph.Nodes.Select(node => node.Name.Step));
        Assert.Equal(["right", "left"], graph.Nodes[3].Dependencies.Select(node => node.Name.Step));
        Assert.True(graph.Nodes[3].Inputs["all"].IsList);
        Assert.Same(graph.Nodes[0], graph.Nodes[1].Dependencies.Single());
    }

    [Fact]
    public void The_order_in_the_file_does_not_matter()
    {
        var backwards = """
            { "join":  { "Uses": "join", "Inputs": { "all": ["right.out", "left.out"] } },
              "right": { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "size": 2 } },
              "left":  { "Uses": "work", "Inputs": { "a": "first.out" }, "With": { "size": 1 } },
              "first": { "Uses": "source" } }
            """;
        var graph = _yard.Candidate("c", Diamond).Candidate("d", backwards).Graph();

        Assert.Equal(4, graph.Nodes.Count);
        Assert.Equal(8, graph.ByName.Count);
    }

    [Fact]
    public void Defaults_are_filled_in_so_that_saying_them_changes_nothing()
    {
        var graph = _yard
            .Candidate("c", """{ "a": { "Uses": "source" }, "b": { "Uses": "work", "Inputs": { "a": "a.out" } } }""")
            .Candidate("d", """{ "x": { "Uses": "source" }, "y": { "Uses": "work", "Inputs": { "a": "x.out" }, "With": { "size": 1, "seed": null } } }""")
            .Graph();

        Assert.Equal(2, graph.Nodes.Count);
        Assert.Equal("""{"size":1,"seed":null}""", graph.Nodes[1].Parameters.ToJsonString());
        Assert.Equal(["m/c.b", "m/d.y"], graph.Nodes[1].Names.Select(name => name.ToString()));
    }

    [Fact]
    public void The_same_work_of_two_models_is_one_node_with_the_greatest_need()
    {
        var graph = _yard
            .Candidate("c", """{ "a": { "Uses": "source", "Retry": { "Attempts": 3 }, "Timeout": "10s" }, "b": { "Uses": "work", "Inputs": { "a": "a.out" } } }""")
            .Candidate("d", """{ "a": { "Uses": "source", "Resources": { "Cpus": 4, "Memory": "1Gi" }, "Timeout": "20s" } }""", model: "n")
            .Candidate("e", """{ "a": { "Uses": "source", "Resources": { "Memory": "2Gi" }, "Timeout": "5s" } }""", model: "n")
            .Graph();

        var shared = graph.Nodes[0];
        Assert.Equal(["m/c.a", "n/d.a", "n/e.a"], shared.Names.Select(name => name.ToString()));
        Assert.Equal((4, 2L << 30, TimeSpan.FromSeconds(20), 3), (shared.Resources.Cpus, shared.Resources.Memory!.Value.Bytes, shared.Timeout, shared.Retry.Attempts));
        Assert.Same(shared, graph.Nodes[1].Inputs["a"].From[0].Node);
        Assert.Equal(2, graph.Nodes.Count);
    }

    [Fact]
    public void Other_parameters_inputs_or_order_of_inputs_are_other_work()
    {
        var graph = _yard.Candidate("c", Diamond).Candidate("d", Diamond.Replace("""["right.out", "left.out"]""", """["left.out", "right.out"]""")).Graph();

        Assert.Equal(5, graph.Nodes.Count);
        Assert.Equal(["c.join", "d.join"], graph.Nodes.Where(node => node.Name.Step == "join").Select(node => node.Name.WithinModel));
    }

    [Fact]
    public void Steps_of_a_candidate_are_found_under_their_own_names()
    {
        var graph = _yard.Candidate("c", Diamond).Candidate("d", """{ "x": { "Uses": "source" } }""").Graph();

        var (name, node) = Assert.Single(graph.StepsOf("m", "d"));
        Assert.Equal("m/d.x", name.ToString());
        Assert.Equal(new StepName("m", "c", "first"), node.Name);
    }
}
