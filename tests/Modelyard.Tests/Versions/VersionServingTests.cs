using Modelyard.Specs;
using Modelyard.Versions;

namespace Modelyard.Tests.Versions;

public sealed class VersionServingTests
{
    private static readonly VersionServing Made = new("flask-sklearn", 2, 512 << 20, "baked");

    [Fact]
    public void Workers_memory_and_packaging_follow_the_models_file() =>
        Assert.Equal(new VersionServing("flask-sklearn", 4, null, "volume"), Made.As(new ServingSpec { Runtime = "flask-sklearn", Workers = 4, Packaging = "volume" }));

    [Fact]
    public void Another_runtime_is_another_candidates_business() => Assert.Same(Made, Made.As(new ServingSpec { Runtime = "onnx", Workers = 4 }));

    [Fact]
    public void A_candidate_that_is_gone_is_served_as_it_was_made() => Assert.Same(Made, Made.As(null));
}
