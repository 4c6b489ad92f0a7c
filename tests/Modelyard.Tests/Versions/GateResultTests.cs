using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class GateResultTests
{
    [Theory]
    [InlineData(0.87, null, 0.87, true, "accuracy is 0.87")]
    [InlineData(0.87, null, 0.9123456, true, "accuracy is 0.9123")]
    [InlineData(0.87, null, 0.861, false, "accuracy is 0.861, 0.009 below the gate of 0.87")]
    [InlineData(0.87, null, 0.86996, false, "accuracy is 0.86996, 0.00004 below the gate of 0.87")]
    [InlineData(null, 0.5, 0.5, true, "accuracy is 0.5")]
    [InlineData(null, 0.5, 0.75, false, "accuracy is 0.75, 0.25 above the gate of 0.5")]
    [InlineData(0.1, 0.5, 0.3, true, "accuracy is 0.3")]
    [InlineData(0.1, 0.5, 0.05, false, "accuracy is 0.05, 0.05 below the gate of 0.1")]
    [InlineData(0.1, 0.5, 0.6, false, "accuracy is 0.6, 0.1 above the gate of 0.5")]
    [InlineData(0.87, null, null, false, "accuracy was not reported, so its gate cannot pass")]
    [InlineData(0.87, null, double.NaN, false, "accuracy is NaN, which no gate lets pass")]
    [InlineData(0.87, null, double.PositiveInfinity, false, "accuracy is Infinity, which no gate lets pass")]
    public void Says_by_how_much(double? least, double? most, double? value, bool passed, string text)
    {
        var result = new GateResult("accuracy", new GateSpec { AtLeast = least, AtMost = most }, value);

        Assert.Equal((passed, text), (result.Passed, result.ToString()));
    }

    [Fact]
    public void Every_gate_is_judged_in_order()
    {
        var gates = new Dictionary<string, GateSpec> { ["b"] = new() { AtLeast = 1 }, ["a"] = new() { AtMost = 1 }, ["c"] = new() { AtLeast = 0 } };

        var results = GateResult.Judge(gates, new Dictionary<string, double> { ["a"] = 1, ["b"] = 0, ["other"] = 5 });

        Assert.Equal(["b is 0, 1 below the gate of 1", "a is 1", "c was not reported, so its gate cannot pass"], results.Select(result => result.ToString()));
    }
}
