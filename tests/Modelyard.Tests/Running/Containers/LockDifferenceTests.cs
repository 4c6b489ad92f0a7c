using System.Text.Json.Nodes;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;

namespace Modelyard.Tests.Running.Containers;

public sealed class LockDifferenceTests
{
    [Fact]
    public void Every_package_that_differs_is_named_with_both_versions() => Assert.Equal(
        "pipelines/Runtimes/sklearn/runtime.yaml: warning YARD3107: runtime sklearn: packages.numpy is \"1.26.4\" in the image and \"1.24.2\" on this machine, "
        + "packages.onnx is absent in the image and \"1.12.0\" on this machine, so that steps in containers have keys of their own",
        LockDifference.Warning(
            "sklearn",
            Lock("""{ "blas": null, "packages": { "numpy": "1.24.2", "onnx": "1.12.0", "scipy": "1.10.1" } }"""),
            Lock("""{ "packages": { "scipy": "1.10.1", "numpy": "1.26.4" }, "blas": null }"""))!.ToString());

    [Fact]
    public void Many_differences_are_counted_after_the_first_dozen()
    {
        static string Packages(string version) => string.Join(", ", Enumerable.Range(10, 15).Select(number => $"\"p{number}\": \"{version}\""));

        var message = LockDifference.Warning("sklearn", Lock($$"""{ "packages": { {{Packages("1")}} } }"""), Lock($$"""{ "packages": { {{Packages("2")}} } }"""))!.Message;

        Assert.EndsWith("packages.p21 is \"2\" in the image and \"1\" on this machine, and 3 more, so that steps in containers have keys of their own", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_one_has_is_absent_in_the_other() =>
        Assert.Equal([("blas", "absent", "{\"core\":\"Haswell\"}")], LockDifference.All(JsonNode.Parse("{}"), JsonNode.Parse("""{ "blas": { "core": "Haswell" } }""")));

    [Fact]
    public void Equal_locks_do_not_differ() => Assert.Null(LockDifference.Warning("sklearn", Lock("""{ "a": [1] }"""), Lock("""{ "a": [1] }""")));

    private static RuntimeLock Lock(string document) => RuntimeLock.FromDocument(JsonNode.Parse(document)!.AsObject());
}
