using Modelyard.Dashboard.Reading;
using Modelyard.Running.Execution;
using Modelyard.Running.History;

namespace Modelyard.Dashboard.Tests;

/// <summary>Where the steps of a run stand in its picture.</summary>
public sealed class RunGraphTests
{
    [Fact]
    public void Each_step_stands_right_of_what_it_needs_and_lines_pass_below_boxes()
    {
        var graph = new RunGraph([Step("photos"), Step("parts", "photos"), Step("pixels", "parts"), Step("forest", "pixels", "parts"), Step("report", "forest", "parts")]);
        Assert.Equal([(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)], Enumerable.Range(0, 5).Select(graph.PlaceOf));
        Assert.Equal(2, graph.Rows);
        Assert.Contains(graph.Lines, line => line.SequenceEqual([(1, 0), (2, 1), (3, 1), (4, 0)]));
        Assert.Contains(graph.Lines, line => line.SequenceEqual([(1, 0), (2, 1), (3, 0)]));
    }

    [Fact]
    public void Parts_that_share_nothing_stand_below_each_other()
    {
        var graph = new RunGraph([Step("a"), Step("x"), Step("b", "a"), Step("y", "x")]);
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], Enumerable.Range(0, 4).Select(graph.PlaceOf));
        Assert.Equal((2, 2), (graph.Layers, graph.Rows));
    }

    [Fact]
    public void A_record_that_names_what_is_not_there_or_comes_later_is_drawn_without_it()
    {
        var graph = new RunGraph([Step("a", "b", "gone"), Step("b", "a")]);
        Assert.Equal([(0, 0), (1, 0)], Enumerable.Range(0, 2).Select(graph.PlaceOf));
    }

    private static RunStep Step(string name, params string[] needs) => new() { Names = [name], Component = name, State = StepState.Done, Needs = needs };
}
