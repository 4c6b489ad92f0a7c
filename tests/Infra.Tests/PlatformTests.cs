extern alias library;

using System.Text.Json.Nodes;
using Modelyard.Clusters;
using Modelyard.Infra.Tests.Recording;
using YamlDotNet.Serialization;
using AccessYaml = library::Modelyard.Clusters.Access.AccessYaml;
using Accounts = library::Modelyard.Clusters.Access.ClusterAccount;
using ClusterLabels = library::Modelyard.Clusters.ClusterLabels;

namespace Modelyard.Infra.Tests;

public sealed class PlatformTests
{
    private const string Namespaces = "kubernetes:core/v1:Namespace";

    [Fact]
    public async Task One_context_is_one_cluster_and_two_are_two()
    {
        var dev = await RecordedProgram.PlatformAsync("dev");
        var prod = await RecordedProgram.PlatformAsync("prod");

        Assert.Equal(["shared"], dev.OfType("pulumi:providers:kubernetes").Select(one => one.Name));
        Assert.Equal(["serving", "training"], prod.OfType("pulumi:providers:kubernetes").Select(one => one.Name));
        Assert.Equal("kubeconfig of training", (string?)prod.The("pulumi:providers:kubernetes", "training").Inputs["kubeconfig"]);
        // A cluster that only trains has no mesh.
        Assert.Equal(["serving-mesh"], prod.OfType("modelyard:infra:ServiceMesh").Select(one => one.Name));
        Assert.Equal("organization/modelyard-clusters/prod", (string?)prod.OfType("pulumi:pulumi:StackReference").Single().Inputs["name"]);
    }

    [Fact]
    public async Task Accounts_are_those_of_the_library_to_the_letter()
    {
        var program = await RecordedProgram.PlatformAsync("local");
        string[] kinds = ["ServiceAccount", "Role", "RoleBinding"];

        var made = program.Resources.Where(one => kinds.Contains(one.Kind) && one.Namespace is "modelyard-training" or "modelyard-serving").Select(one => Canonical(one.Inputs)).Order(StringComparer.Ordinal);
        var wanted = Documents(AccessYaml.Render("modelyard-training", Accounts.Driver, Accounts.Submitter, Accounts.Step))
            .Concat(Documents(AccessYaml.Render("modelyard-serving", Accounts.Deployer)))
            .Select(Canonical).Order(StringComparer.Ordinal);

        Assert.Equal(wanted, made.Where(one => kinds.Any(kind => one.Contains($"\"kind\":\"{kind}\",\"metadata\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task The_drivers_account_acts_as_googles_where_the_cluster_is_googles()
    {
        var prod = await RecordedProgram.PlatformAsync("prod");

        Assert.Equal(
            "driver@example.iam.gserviceaccount.com",
            (string?)prod.The("kubernetes:core/v1:ServiceAccount", "training-training-accounts-yard-driver").Inputs["metadata"]!["annotations"]!["iam.gke.io/gcp-service-account"]);
    }

    [Fact]
    public async Task Namespaces_volumes_and_their_claims_are_protected()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        Assert.Equal(
            [
                "kubernetes:core/v1:Namespace shared-catalogue",
                "kubernetes:core/v1:Namespace shared-search-quality",
                "kubernetes:core/v1:Namespace shared-serving",
                "kubernetes:core/v1:Namespace shared-training",
                "kubernetes:core/v1:PersistentVolume shared-training-store-volume",
                "kubernetes:core/v1:PersistentVolumeClaim shared-training-store-claim",
            ],
            program.Resources.Where(one => one.Options is { IsProtected: true, IsRetained: true, Aliases: 1 }).Select(one => one.ToString()));
    }

    [Fact]
    public async Task Each_tenant_has_a_namespace_with_its_bounds()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        var quota = program.The("kubernetes:core/v1:ResourceQuota", "shared-search-quality-quota").Inputs["spec"]!["hard"]!;
        Assert.Equal(("32", "128Gi", "1", "100"), ((string?)quota["requests.cpu"], (string?)quota["requests.memory"], (string?)quota["requests.nvidia.com/gpu"], (string?)quota["pods"]));
        Assert.Equal("search-quality", (string?)program.The(Namespaces, "shared-search-quality").Inputs["metadata"]!["labels"]!["modelyard.org/tenant"]);
        foreach (var one in new[] { "shared-training", "shared-serving", "shared-catalogue", "shared-search-quality" })
        {
            Assert.NotNull(program.The("kubernetes:core/v1:LimitRange", $"{one}-defaults"));
            Assert.Equal("restricted", (string?)program.The(Namespaces, one).Inputs["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]);
        }
    }

    [Fact]
    public async Task Jobs_get_no_sidecar_and_servers_do()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        Assert.Equal("disabled", Injection("shared-training"));
        Assert.Equal("enabled", Injection("shared-serving"));

        string? Injection(string name) => (string?)program.The(Namespaces, name).Inputs["metadata"]!["labels"]!["istio-injection"];
    }

    [Fact]
    public async Task The_mesh_takes_encrypted_connections_alone_but_for_the_page_that_a_deploy_asks()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        Assert.Equal("STRICT", (string?)program.The("kubernetes:security.istio.io/v1:PeerAuthentication", "shared-mesh-strict").Inputs["spec"]!["mtls"]!["mode"]);
        Assert.Equal("istio-system", program.The("kubernetes:security.istio.io/v1:PeerAuthentication", "shared-mesh-strict").Namespace);
        var exception = program.The("kubernetes:security.istio.io/v1:AuthorizationPolicy", "shared-serving-table-only-tables").Inputs["spec"]!;
        Assert.Equal("""{"action":"DENY","rules":[{"from":[{"source":{"notPrincipals":["*"]}}],"to":[{"operation":{"notPaths":["/v1/table/*"]}}]}]""", Canonical(exception).Replace(",\"selector\"", "¦", StringComparison.Ordinal).Split('¦')[0]);
    }

    [Fact]
    public async Task Custom_objects_wait_for_the_charts_that_bring_their_kinds()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        Assert.Equal(["shared-mesh-istiod"], program.The("kubernetes:security.istio.io/v1:PeerAuthentication", "shared-mesh-strict").Options.After);
        Assert.Equal(["shared-mesh-istiod"], program.The("kubernetes:telemetry.istio.io/v1:Telemetry", "shared-mesh-telemetry").Options.After);
        Assert.Equal(["shared-mesh-base", "shared-mesh-cni"], program.The("kubernetes:helm.sh/v3:Release", "shared-mesh-istiod").Options.After);
        Assert.Equal(["shared-serving-ingress-proxies"], program.The("kubernetes:networking.istio.io/v1:Gateway", "shared-serving-ingress-listener").Options.After);
        Assert.Equal(["shared-monitoring-prometheus"], program.The("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "shared-monitoring-rules").Options.After);
    }

    [Fact]
    public async Task Prometheus_scrapes_what_others_declare_and_meshed_pods_where_all_is_told()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        var values = program.The("kubernetes:helm.sh/v3:Release", "shared-monitoring-prometheus").Inputs["values"]!;
        Assert.False((bool?)values["prometheus"]!["prometheusSpec"]!["podMonitorSelectorNilUsesHelmValues"]);
        var monitor = program.The("kubernetes:monitoring.coreos.com/v1:PodMonitor", "shared-monitoring-meshed-pods").Inputs["spec"]!["podMetricsEndpoints"]![0]!;
        Assert.Equal("/stats/prometheus", (string?)monitor["path"]);
        Assert.Equal("$1:15020", (string?)monitor["relabelings"]![1]!["replacement"]);
        var rules = program.The("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "shared-monitoring-rules").Inputs["spec"]!["groups"]!.AsArray();
        Assert.Contains(rules.SelectMany(group => group!["rules"]!.AsArray()), rule => (string?)rule!["record"] == "modelyard:gateway_requests:rate5m");
        Assert.Contains("modelyard_gateway_requests_total", (string?)program.The("kubernetes:core/v1:ConfigMap", "shared-monitoring-dashboard-modelyard").Inputs["data"]!["modelyard.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_speaks_to_nobody_unless_its_pod_says_so()
    {
        var program = await RecordedProgram.PlatformAsync("local");

        var all = Policy("deny-all");
        Assert.Equal("{}", all["podSelector"]?.ToJsonString() ?? "{}");
        Assert.Equal(["Ingress", "Egress"], all["policyTypes"]!.AsArray().Select(type => (string?)type));
        Assert.Null(all["egress"]);
        var open = Policy("declared-network");
        Assert.Equal(ClusterLabels.Networks.Open, (string?)open["podSelector"]!["matchLabels"]![ClusterLabels.Network]);
        Assert.Equal("169.254.169.254/32", (string?)open["egress"]![1]!["to"]![0]!["ipBlock"]!["except"]![0]);
        Assert.Equal(ClusterLabels.Components.Blessing, (string?)Policy("model-calls")["egress"]![0]!["to"]![0]!["podSelector"]!["matchLabels"]![ClusterLabels.Component]);

        JsonNode Policy(string called) => program.The("kubernetes:networking.k8s.io/v1:NetworkPolicy", $"shared-training-traffic-{called}").Inputs["spec"]!;
    }

    [Theory]
    [InlineData("""{"kind":"hostPath","path":"/srv/store","size":"1Gi"}""", """{"path":"/srv/store","type":"DirectoryOrCreate"}""", "hostPath")]
    [InlineData("""{"kind":"nfs","server":"files.example","path":"/store","size":"1Gi"}""", """{"path":"/store","readOnly":false,"server":"files.example"}""", "nfs")]
    [InlineData("""{"kind":"filestore","size":"1Gi"}""", """{"driver":"filestore.csi.storage.gke.io","readOnly":false,"volumeAttributes":{"ip":"10.10.0.2","volume":"store"},"volumeHandle":"modeInstance/europe-west4-a/store/store"}""", "csi")]
    public async Task The_store_stands_on_what_the_stack_says(string store, string source, string field)
    {
        var program = await RecordedProgram.PlatformAsync(StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local").With("modelyard-platform:store", store));

        var volume = program.The("kubernetes:core/v1:PersistentVolume", "shared-training-store-volume").Inputs["spec"]!;
        Assert.Equal(source, Canonical(volume[field]!));
        Assert.Equal("Retain", (string?)volume["persistentVolumeReclaimPolicy"]);
        Assert.Equal("modelyard-store", (string?)volume["claimRef"]!["name"]);
        Assert.Equal("modelyard-training-modelyard-store", (string?)program.The("kubernetes:core/v1:PersistentVolumeClaim", "shared-training-store-claim").Inputs["spec"]!["volumeName"]);
    }

    [Fact]
    public async Task A_shared_tensorflow_serving_looks_at_its_file_of_models()
    {
        var image = $"registry.example/serving@sha256:{new string('a', 64)}";
        var program = await RecordedProgram.PlatformAsync(StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local").With("modelyard-platform:tensorflowServing", $$"""{"image":"{{image}}"}"""));

        var pod = program.The("kubernetes:apps/v1:Deployment", "shared-serving-tensorflow").Inputs["spec"]!["template"]!["spec"]!;
        var command = pod["containers"]![0]!["command"]!.AsArray().Select(word => (string?)word).ToList();
        Assert.Contains("--model_config_file=/models/models.config", command);
        Assert.Contains("--model_config_file_poll_wait_seconds=60", command);
        Assert.Equal(image, (string?)pod["containers"]![0]!["image"]);
        Assert.Equal("tensorflow-serving", (string?)pod["containers"]![0]!["volumeMounts"]![0]!["subPath"]);
        // The folder is made by who may write there, not by a kubelet for its mount.
        Assert.Null(pod["initContainers"]![0]!["volumeMounts"]![0]!["subPath"]);
        Assert.StartsWith("mkdir -p /volume/tensorflow-serving ", (string?)pod["initContainers"]![0]!["command"]![2], StringComparison.Ordinal);
        Assert.DoesNotContain((await RecordedProgram.PlatformAsync("local")).Resources, one => one.Name.StartsWith("shared-serving-tensorflow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_deploy_leads_to_a_shared_tensorflow_serving_is_there_and_may_be_reached()
    {
        var program = await RecordedProgram.PlatformAsync(StackFile.Read(RecordedProgram.Repository.Root, "Platform", "local").With("modelyard-platform:tensorflowServing", $$"""{"image":"registry.example/serving@sha256:{{new string('a', 64)}}"}"""));

        var service = program.The("kubernetes:core/v1:Service", "shared-serving-tensorflow");
        Assert.Equal((SharedTensorFlow.Name, "modelyard-serving"), (service.ObjectName, service.Namespace));
        Assert.Equal([SharedTensorFlow.GrpcPort, SharedTensorFlow.RestPort], service.Inputs["spec"]!["ports"]!.AsArray().Select(port => (int)port!["port"]!));
        Assert.Equal(SharedTensorFlow.Name, program.The("kubernetes:core/v1:PersistentVolumeClaim", "shared-serving-tensorflow-store-claim").ObjectName);
        var labels = program.The("kubernetes:apps/v1:Deployment", "shared-serving-tensorflow").Inputs["spec"]!["template"]!["metadata"]!["labels"]!;
        Assert.Equal((ClusterLabels.Components.TensorFlow, ClusterLabels.Modelyard), ((string?)labels[ClusterLabels.Component], (string?)labels[ClusterLabels.PartOf]));
        Assert.Equal([(8080, "gateway"), (8080, "server"), (8500, "tensorflow")], Egress("servers"));
        Assert.Equal([(8501, "tensorflow")], Egress("tensorflow-models"));
        Assert.DoesNotContain(program.Resources, one => one.IsKubernetesObject && one.ObjectName!.StartsWith("yard-tensorflow", StringComparison.Ordinal)); // the deploy's

        IEnumerable<(int, string?)> Egress(string policy) =>
            from rule in program.The("kubernetes:networking.k8s.io/v1:NetworkPolicy", $"shared-serving-traffic-{policy}").Inputs["spec"]!["egress"]!.AsArray()
            from peer in rule!["to"]!.AsArray()
            select ((int)rule["ports"]![0]!["port"]!, (string?)peer!["podSelector"]!["matchLabels"]![ClusterLabels.Component]);
    }

    internal static string Canonical(JsonNode node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":{Canonical(member.Value!)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(item => Canonical(item!)))}]",
        _ => node.ToJsonString(),
    };

    private static IEnumerable<JsonNode> Documents(string yaml)
    {
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        return yaml.Split("---\n").Select(document => JsonNode.Parse(writer.Serialize(reader.Deserialize<object>(document)))!);
    }
}
