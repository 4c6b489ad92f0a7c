using System.Text.Json.Nodes;
using Modelyard.Running.Containers;

namespace Modelyard.Tests.Running.Containers;

public sealed class LockDifferenceTests
{
    [Fact]
    public void The_first_field_that_differs_is_named_with_both_values()
    {
        var here = JsonNode.Parse("""{ "blas": null, "packages": { "numpy": "1.24.2", "scipy": "1.10.1" } }""");
        var there = JsonNode.Parse("""{ "packages": { "scipy": "1.9.0", "numpy": "1.24.2" }, "blas": null }""");

        Assert.Equal(("packages.scipy", "\"1.10.1\"", "\"1.9.0\""), LockDifference.First(here, there));
    }

    [Fact]
    public void What_only_one_has_is_absent_in_the_other() =>
        Assert.Equal(("blas", "absent", "{\"core\":\"Haswell\"}"), LockDifference.First(JsonNode.Parse("{}"), JsonNode.Parse("""{ "blas": { "core": "Haswell" } }""")));

    [Fact]
    public void Equal_locks_do_not_differ() => Assert.Null(LockDifference.First(JsonNode.Parse("""{ "a": [1] }"""), JsonNode.Parse("""{ "a": [1] }""")));
}
