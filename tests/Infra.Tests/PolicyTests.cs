using System.Text.Json.Nodes;
using Modelyard.Infra.Tests.Recording;

namespace Modelyard.Infra.Tests;

/// <summary>What holds for every resource of every committed stack.</summary>
public sealed class PolicyTests
{
    private static readonly string[] Stacks = ["local", "dev", "prod"];

    [Fact]
    public async Task No_image_is_named_by_a_tag_that_moves()
    {
        foreach (var (resource, container) in await ContainersAsync())
        {
            Assert.True(((string?)container["image"])!.Contains("@sha256:", StringComparison.Ordinal), $"{resource}: {container["image"]}");
        }

        foreach (var resource in await AllAsync())
        {
            Assert.DoesNotContain(":latest", resource.Inputs.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_container_asks_for_what_it_needs_and_may_do_nothing_more()
    {
        foreach (var (resource, container) in await ContainersAsync())
        {
            Assert.True(container["resources"]?["requests"]?["cpu"] is not null && container["resources"]?["limits"]?["memory"] is not null, resource.ToString());
            Assert.True((bool?)container["securityContext"]?["privileged"] != true && (bool?)container["securityContext"]?["allowPrivilegeEscalation"] == false, resource.ToString());
            Assert.Equal(["ALL"], container["securityContext"]!["capabilities"]!["drop"]!.AsArray().Select(one => (string?)one));
        }
    }

    [Fact]
    public async Task Pods_that_may_do_anything_are_those_of_the_meshs_own_node_agent_alone()
    {
        var privileged = (await AllAsync()).Where(one => one.Kind == "Namespace" && (string?)one.Inputs["metadata"]!["labels"]?["pod-security.kubernetes.io/enforce"] is null or "privileged" && one.Kind == "Namespace");

        Assert.Equal(["istio-system"], privileged.Select(one => one.ObjectName).Distinct());
    }

    [Fact]
    public async Task No_bucket_is_public_and_nobody_is_everybody()
    {
        foreach (var resource in await AllAsync())
        {
            Assert.False(resource.Type.StartsWith("gcp:storage/", StringComparison.Ordinal) && (string?)resource.Inputs["publicAccessPrevention"] != "enforced", resource.ToString());
            Assert.DoesNotContain("allUsers", resource.Inputs.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("allAuthenticatedUsers", resource.Inputs.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("\"cluster-admin\"", resource.Inputs.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Charts_have_exact_versions_and_leave_nothing_behind_when_they_fail()
    {
        foreach (var chart in (await AllAsync()).Where(one => one.Type == "kubernetes:helm.sh/v3:Release"))
        {
            Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)chart.Inputs["version"]);
            Assert.True((bool?)chart.Inputs["atomic"], chart.ToString());
        }
    }

    [Fact]
    public async Task Every_object_stands_in_a_component_and_says_whose_it_is()
    {
        string[] charted = ["istio-system", "istio-ingress", "monitoring"];
        foreach (var resource in (await AllAsync()).Where(one => one.IsKubernetesObject))
        {
            Assert.NotNull(resource.Options.Parent);
            if (resource.Kind == "Namespace" && charted.Contains(resource.ObjectName)) continue;
            Assert.Equal("modelyard", (string?)resource.Inputs["metadata"]!["labels"]!["app.kubernetes.io/part-of"]);
        }
    }

    private static async Task<IReadOnlyList<RecordedResource>> AllAsync()
    {
        var all = new List<RecordedResource>();
        foreach (var stack in Stacks)
        {
            all.AddRange((await RecordedProgram.ClustersAsync(stack)).Resources);
            all.AddRange((await RecordedProgram.PlatformAsync(WithTensorFlow(stack))).Resources);
        }

        return all;
    }

    private static async Task<IReadOnlyList<(RecordedResource Resource, JsonNode Container)>> ContainersAsync()
    {
        var found = (await AllAsync()).SelectMany(resource => Pod(resource) is { } pod
            ? new[] { "initContainers", "containers" }.SelectMany(kind => pod[kind]?.AsArray() ?? []).Select(container => (resource, container!))
            : []).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    private static JsonNode? Pod(RecordedResource resource) => resource.Kind == "Pod" ? resource.Inputs["spec"] : resource.Inputs["spec"]?["template"]?["spec"];

    // The only pods that are not a chart's, so that there are some to hold rules for.
    private static Components.Settings.StackConfiguration WithTensorFlow(string stack) =>
        StackFile.Read(RecordedProgram.Repository.Root, "Platform", stack).With("modelyard-platform:tensorflowServing", $$"""{"image":"registry.example/serving@sha256:{{new string('a', 64)}}"}""");
}
