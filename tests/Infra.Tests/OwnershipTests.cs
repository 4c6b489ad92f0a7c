using System.Text.Json;
using Modelyard.Infra.Tests.Recording;

namespace Modelyard.Infra.Tests;

/// <summary>The platform owns what is there with no model at all, `yard deploy` the objects of models.</summary>
public sealed class OwnershipTests
{
    private const string Rendered = "tests/Modelyard.Tests/Releases/Deploying/Rendered";

    [Fact]
    public async Task What_the_platform_makes_and_what_a_deploy_makes_do_not_meet()
    {
        var deployed = Deployed();
        Assert.True(deployed.Count > 20);
        var program = await RecordedProgram.PlatformAsync(StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local").With("modelyard-platform:tensorflowServing", $$"""{"image":"registry.example/serving@sha256:{{new string('a', 64)}}"}"""));

        var platform = program.Resources.Where(one => one.IsKubernetesObject).Select(one => (one.Kind!, one.Namespace, one.ObjectName!)).ToHashSet();

        Assert.Empty(platform.Intersect(deployed));
    }

    [Fact]
    public async Task A_deploy_finds_no_object_of_the_platforms_to_prune()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        foreach (var labels in program.Resources.Where(one => one.IsKubernetesObject).Select(one => one.Inputs["metadata"]!["labels"]))
        {
            Assert.Null(labels?["modelyard.org/repository"]);
            Assert.Null(labels?["modelyard.org/model"]);
        }
    }

    [Fact]
    public async Task What_a_deploy_counts_on_is_what_the_platform_makes()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        Assert.All(Deployed(), one => Assert.Equal("modelyard-serving", one.Namespace));
        Assert.Equal("modelyard-serving", program.The("kubernetes:core/v1:Namespace", "shared-serving").ObjectName);
        var listener = program.The("kubernetes:networking.istio.io/v1:Gateway", "shared-serving-ingress-listener");
        Assert.Equal(("istio-ingress", "public"), (listener.Namespace, listener.ObjectName));
        var route = RecordedProgram.Repository.Yaml($"{Rendered}/yard-gateway/virtualservice-yard-gateway.yaml").GetProperty("spec");
        Assert.Equal("istio-ingress/public", route.GetProperty("gateways")[0].GetString());
        Assert.Equal((string?)listener.Inputs["spec"]!["servers"]![0]!["hosts"]![0], route.GetProperty("hosts")[0].GetString());
    }

    private static HashSet<(string Kind, string? Namespace, string Name)> Deployed() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RecordedProgram.Repository.Root, Rendered), "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Select(file => RecordedProgram.Repository.Yaml(Path.GetRelativePath(RecordedProgram.Repository.Root, file)))
            .Select(document => (document.GetProperty("kind").GetString()!, Text(document, "namespace"), Text(document, "name")!)),
    ];

    private static string? Text(JsonElement document, string field) => document.GetProperty("metadata").TryGetProperty(field, out var value) ? value.GetString() : null;
}
