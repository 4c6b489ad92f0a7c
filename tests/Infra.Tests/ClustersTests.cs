using Modelyard.Infra.Tests.Recording;

namespace Modelyard.Infra.Tests;

public sealed class ClustersTests
{
    [Fact]
    public async Task Clusters_that_are_there_already_make_nothing()
    {
        var program = await RecordedProgram.ClustersAsync("local");

        Assert.Empty(program.Resources);
    }

    [Fact]
    public async Task Production_has_a_cluster_for_training_and_one_for_serving_in_one_network()
    {
        var program = await RecordedProgram.ClustersAsync("prod");

        Assert.Equal(["prod-serving", "prod-training"], program.OfType("gcp:container/cluster:Cluster").Select(one => one.Name));
        Assert.Equal(["prod-network-serving", "prod-network-training"], program.OfType("gcp:compute/subnetwork:Subnetwork").Select(one => one.Name));
        Assert.Equal(["prod-serving-cpu", "prod-training-cpu", "prod-training-gpu", "prod-training-spot"], program.OfType("gcp:container/nodePool:NodePool").Select(one => one.Name));
        Assert.Single(program.OfType("gcp:compute/network:Network"));
    }

    [Fact]
    public async Task A_cluster_is_vpc_native_private_and_without_keys()
    {
        var cluster = (await RecordedProgram.ClustersAsync("prod")).The("gcp:container/cluster:Cluster", "prod-training").Inputs;

        Assert.Equal("VPC_NATIVE", (string?)cluster["networkingMode"]);
        Assert.Equal("pods", (string?)cluster["ipAllocationPolicy"]!["clusterSecondaryRangeName"]);
        Assert.Equal("ADVANCED_DATAPATH", (string?)cluster["datapathProvider"]);
        Assert.Equal("modelyard-prod.svc.id.goog", (string?)cluster["workloadIdentityConfig"]!["workloadPool"]);
        Assert.True((bool?)cluster["privateClusterConfig"]!["enablePrivateNodes"]);
        Assert.True((bool?)cluster["deletionProtection"]);
        Assert.Equal(["203.0.113.0/24"], cluster["masterAuthorizedNetworksConfig"]!["cidrBlocks"]!.AsArray().Select(range => (string?)range!["cidrBlock"]));
    }

    [Fact]
    public async Task Nodes_with_gpus_and_those_that_may_be_taken_away_are_tainted()
    {
        var program = await RecordedProgram.ClustersAsync("prod");

        Assert.Equal(["nvidia.com/gpu"], Taints("prod-training-gpu"));
        Assert.Equal(["modelyard.org/spot"], Taints("prod-training-spot"));
        Assert.Empty(Taints("prod-training-cpu"));
        var gpu = program.The("gcp:container/nodePool:NodePool", "prod-training-gpu").Inputs["nodeConfig"]!;
        Assert.Equal("nvidia-l4", (string?)gpu["guestAccelerators"]![0]!["type"]);
        Assert.Equal("modelyard-prod-nodes@example.iam.gserviceaccount.com", (string?)gpu["serviceAccount"]);
        Assert.Equal("GKE_METADATA", (string?)gpu["workloadMetadataConfig"]!["mode"]);

        IEnumerable<string?> Taints(string pool) => program.The("gcp:container/nodePool:NodePool", pool).Inputs["nodeConfig"]!["taints"]?.AsArray().Select(taint => (string?)taint!["key"]) ?? [];
    }

    [Fact]
    public async Task What_holds_data_is_protected_and_retained()
    {
        var program = await RecordedProgram.ClustersAsync("prod");

        Assert.Equal(
            ["gcp:artifactregistry/repository:Repository prod-registry", "gcp:filestore/instance:Instance prod-store"],
            program.Resources.Where(one => one.Options is { IsProtected: true, IsRetained: true, Aliases: 1 }).Select(one => one.ToString()));
    }

    [Fact]
    public async Task Drivers_push_and_nodes_pull_and_nobody_else_may_do_anything()
    {
        var program = await RecordedProgram.ClustersAsync("prod");

        Assert.Equal(
            [
                ("prod-registry-driver-pushes", "roles/artifactregistry.writer", "serviceAccount:modelyard-prod-driver@example.iam.gserviceaccount.com"),
                ("prod-registry-nodes-pulls", "roles/artifactregistry.reader", "serviceAccount:modelyard-prod-nodes@example.iam.gserviceaccount.com"),
            ],
            program.OfType("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember").Select(one => (one.Name, (string?)one.Inputs["role"], (string?)one.Inputs["member"])));
        Assert.DoesNotContain(program.Resources, one => one.Inputs.ToJsonString().Contains("allUsers", StringComparison.Ordinal) || one.Inputs.ToJsonString().Contains("allAuthenticatedUsers", StringComparison.Ordinal));
        Assert.Equal(
            "serviceAccount:modelyard-prod.svc.id.goog[modelyard-training/yard-driver]",
            (string?)program.The("gcp:serviceaccount/iAMMember:IAMMember", "prod-driver-modelyard-training-yard-driver").Inputs["member"]);
    }

    [Fact]
    public async Task Every_resource_stands_in_a_component()
    {
        foreach (var stack in new[] { "dev", "prod" })
        {
            var program = await RecordedProgram.ClustersAsync(stack);

            Assert.All(program.Resources.Where(one => !one.Type.StartsWith("modelyard:", StringComparison.Ordinal)), one => Assert.NotNull(one.Options.Parent));
        }
    }
}
