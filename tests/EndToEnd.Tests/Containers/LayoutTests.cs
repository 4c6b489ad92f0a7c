using System.Text.Json;
using Modelyard.Images.Oci;
using Modelyard.Tests.Shared;

namespace Modelyard.EndToEnd.Tests.Containers;

/// <summary>Every image of every example model, as a layout of its own: what the specification asks, what skopeo reads, what podman runs.</summary>
[Collection(typeof(InContainers))]
public sealed class LayoutTests(ContainerClone clone)
{
    [Theory]
    [InlineData("item-category")]
    [InlineData("item-photo")]
    [InlineData("listing-category")]
    [InlineData("similar-items")]
    public async Task Each_image_conforms_is_read_by_skopeo_and_run_by_podman(string model)
    {
        var folder = clone.At(model);
        var images = (await clone.YardAsync("build", model, "--output", folder)).Ended(0).Json.GetProperty("images").EnumerateArray()
            .Select(image => new BuiltImage(Text(image, "kind"), Text(image, "name"), Text(image, "reference"), Text(image, "digest"))).ToList();
        Assert.Equal(["server", "step"], images.Select(image => image.Kind).Distinct().Order(StringComparer.Ordinal));

        foreach (var image in images)
        {
            Assert.Contains(OciConformance.AssertConforms(new OciLayout(image.Layout)), listed => listed.Digest.ToString() == image.Digest);
            using var seen = JsonDocument.Parse(Programs.Run("skopeo", "inspect", image.Reference));
            Assert.Equal((image.Digest, "linux"), (Text(seen.RootElement, "Digest"), Text(seen.RootElement, "Os")));
            using var run = new ImageRun(image.Reference);
            if (image.Kind == "step") await run.AssertStepRunnerRunsAsync(image.Name);
            else await run.AssertAnswersAsync(model, clone.Read($"models/{model}/samples.json"));
            // One at a time: each has a runtime of half a gigabyte.
            Directory.Delete(image.Layout, recursive: true);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private sealed record BuiltImage(string Kind, string Name, string Reference, string Digest)
    {
        public string Layout => Reference["oci:".Length..Reference.LastIndexOf(':')];
    }
}
