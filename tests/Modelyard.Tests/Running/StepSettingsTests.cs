using Modelyard.Running;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Running;

public sealed class StepSettingsTests
{
    [Fact]
    public void Steps_that_ask_for_GPUs_are_named_once_and_others_are_not()
    {
        using var yard = new TestYard()
            .Component("one", "write('1')")
            .Candidate("c", """{ "a": { "uses": "one", "resources": { "gpus": 1 } }, "b": { "uses": "one", "resources": { "gpus": 2 } }, "d": { "uses": "one" } }""")
            .Candidate("plain", """{ "a": { "uses": "one" } }""", model: "other");

        var warning = Assert.Single(StepSettings.WithoutGpus(yard.Repository, ["m", "other"]));
        Assert.Equal("YARD3210: m/c.a: resources.gpus is 1; m/c.b: resources.gpus is 2", $"{warning.Code.Id}: {warning.Message}");
        Assert.Empty(StepSettings.WithoutGpus(yard.Repository, ["other"]));
    }
}
