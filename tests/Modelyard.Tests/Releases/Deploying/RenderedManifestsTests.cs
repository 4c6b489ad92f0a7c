using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Modelyard.Releases.Deploying;
using Modelyard.Serving.Kubernetes;
using Modelyard.Specs;
using Modelyard.Tests.Shared;
using Modelyard.Tests.Specs;

namespace Modelyard.Tests.Releases.Deploying;

/// <summary>The manifests of this repository's own models, whole: <c>Rendered/</c> beside this file is what `yard deploy --render` writes of them.</summary>
public sealed class RenderedManifestsTests
{
    private static readonly string Rendered = Path.Combine(SourceRepository.Root, "tests", "Modelyard.Tests", "Releases", "Deploying", "Rendered");

    [Fact]
    public void The_example_models_are_rendered_as_committed()
    {
        if (Environment.GetEnvironmentVariable(TestModelTests.Write) == "1") ManifestFolder.Write(ExampleDeployment.Plan(), Rendered);
        var files = ManifestFolder.Files(ExampleDeployment.Plan());
        var found = Directory.EnumerateFiles(Rendered, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Rendered, file)).Order(StringComparer.Ordinal);
        Assert.Equal(files.Keys, found);
        foreach (var (path, content) in files) Assert.Equal(File.ReadAllText(Path.Combine(Rendered, path)), content);
    }

    [Fact]
    public void Yaml_says_what_the_typed_models_say()
    {
        foreach (var manifest in AllShapes())
        {
            var read = new YamlDotNet.Serialization.DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(ManifestYaml.Of(manifest));
            var json = new YamlDotNet.Serialization.SerializerBuilder().JsonCompatible().Build().Serialize(read);
            Assert.True(JsonNode.DeepEquals(WithoutNulls(JsonNode.Parse(KubernetesJson.Serialize(manifest))), JsonNode.Parse(json)), $"{manifest.Kind} {manifest.Metadata.Name}:\n{ManifestYaml.Of(manifest)}");
        }
    }

    [Fact]
    public void Every_manifest_is_valid_by_the_published_schema_of_its_kind()
    {
        Assert.Equal("", Schemas.Faults(AllShapes()));
        var broken = ModelManifests.Subsets(ExampleDeployment.Plan().Models[0].Route, ExampleDeployment.Place);
        broken.Spec = broken.Spec with { Subsets = [new Modelyard.Traffic.Mesh.MeshSubset(null!, new Dictionary<string, string>())] };
        Assert.Equal("DestinationRule item-category: data/spec/subsets/0 must have required property name\n", Schemas.Faults([broken]));
    }

    [Fact]
    public void A_second_rendering_writes_nothing_and_a_smaller_one_deletes_only_what_was_rendered()
    {
        using var scratch = new ScratchFolder();
        var folder = scratch.At("manifests");
        var plan = ExampleDeployment.Plan();
        Assert.Equal(ManifestFolder.Files(plan).Keys, ManifestFolder.Write(plan, folder));
        Assert.Empty(ManifestFolder.Write(plan, folder));

        var smaller = plan with { Models = [.. plan.Models.Skip(1)] };
        var changed = ManifestFolder.Write(smaller, folder);
        Assert.Equal(plan.ObjectsOf(plan.Models[0]).Count + 2, changed.Count); // the model's own, the list, the gateway's table
        scratch.Write("manifests/notes.yaml", "mine: true\n");
        Assert.Equal($"YARD5513: {folder} holds notes.yaml, which `yard deploy --render` did not write", Failures.Of(() => ManifestFolder.Write(plan, folder)));
        Assert.Equal("mine: true\n", File.ReadAllText(scratch.At("manifests/notes.yaml")));
    }

    [Fact]
    public void TensorFlow_Serving_is_told_one_version_and_is_asked_for_a_prediction_before_it_is_ready()
    {
        var version = TensorFlow(ExampleDeployment.Plan().Models[0].Versions[0]);
        var folder = Path.Combine(SourceRepository.Root, "tests", "Modelyard.Tests", "Releases", "Deploying", "TensorFlow");
        foreach (var (name, content) in TensorFlowFiles.Of(version))
        {
            if (Environment.GetEnvironmentVariable(TestModelTests.Write) == "1") File.WriteAllText(Path.Combine(folder, name), content);
            Assert.Equal(File.ReadAllText(Path.Combine(folder, name)), content);
        }

        var manifests = VersionManifests.Of(version, ExampleDeployment.Place);
        var deployments = manifests.OfType<V1Deployment>().ToList();
        Assert.Equal([$"{version.ObjectName}-tf", version.ObjectName], deployments.Select(deployment => deployment.Metadata.Name));
        var container = deployments[0].Spec.Template.Spec.Containers.Single();
        Assert.Equal(["/bin/bash", "/yard/tensorflow/ready.sh"], container.ReadinessProbe.Exec.Command);
        Assert.Equal([8500, 8501], container.Ports.Select(port => port.ContainerPort));
        Assert.Contains("--model_config_file=/yard/tensorflow/models.config", container.Args);
    }

    [Fact]
    public void The_servers_of_a_version_ask_its_own_TensorFlow_Serving_and_the_models_service_never_leads_there()
    {
        var version = TensorFlow(ExampleDeployment.Plan().Models[0].Versions[0]);
        var manifests = VersionManifests.Of(version, ExampleDeployment.Place);
        var settings = JsonNode.Parse(manifests.OfType<V1ConfigMap>().Single(map => map.Data.ContainsKey("serve.json")).Data["serve.json"])!;
        Assert.Equal(
            $$"""{"address":"{{version.ObjectName}}-tf.modelyard-serving.svc.cluster.local:8500","version":{{version.TensorFlow!.Version}}}""", settings["tensorflow"]!.ToJsonString());
        var pod = manifests.OfType<V1Deployment>().First().Spec.Template.Metadata.Labels;
        Assert.NotEqual(ModelManifests.PodSelector(version.Model)["app.kubernetes.io/component"], pod["app.kubernetes.io/component"]);
        Assert.All(manifests.OfType<V1Service>().Single().Spec.Selector, label => Assert.Equal(label.Value, pod[label.Key]));
    }

    [Fact]
    public void Mounts_hold_the_SavedModel_alone_where_the_versions_number_is_its_folder()
    {
        var version = TensorFlow(ExampleDeployment.Plan().Models[0].Versions[0]) with { Packaging = Packaging.Volume };
        var place = ExampleDeployment.Place with { Spec = ExampleDeployment.Place.Spec with { Claim = "modelyard-store" } };
        var mount = VersionManifests.Of(version, place).OfType<V1Deployment>().First().Spec.Template.Spec.Containers.Single().VolumeMounts.Single(mount => mount.Name == "model");
        Assert.Equal($"/models/{version.Model}/{version.TensorFlow!.Version}", mount.MountPath);
        Assert.Equal($"objects/{version.Artifact.Hex[..2]}/{version.Artifact.Hex}/saved-model", mount.SubPath);
    }

    [Fact]
    public void A_shared_TensorFlow_Serving_is_rendered_as_a_list_and_the_Job_that_brings_it()
    {
        var plan = SharedPlan();
        var files = ManifestFolder.Files(plan);
        Assert.DoesNotContain(files.Keys, path => path.EndsWith("-tf.yaml", StringComparison.Ordinal));
        var digest = plan.Shared!.Value.Models.Digest;
        Assert.Equal(["yard-tensorflow/configmap-yard-tensorflow.yaml", $"yard-tensorflow/job-yard-tensorflow-{digest.Hex[..8]}.yaml"], files.Keys.Where(path => path.StartsWith("yard-tensorflow/", StringComparison.Ordinal)));
        var job = SharedModelsManifests.Job(plan.Shared.Value.Models, [], plan.Shared.Value.Image, plan.Place);
        var pod = job.Spec.Template.Spec;
        var container = pod.Containers.Single();
        Assert.Equal((false, 65532L, true), (pod.AutomountServiceAccountToken!.Value, pod.SecurityContext.RunAsUser!.Value, container.SecurityContext.ReadOnlyRootFilesystem!.Value));
        Assert.Equal([("volume", "tensorflow-serving"), ("store", "modelyard-store")], pod.Volumes.Where(volume => volume.PersistentVolumeClaim is not null).Select(volume => (volume.Name, volume.PersistentVolumeClaim.ClaimName)));
        Assert.Equal(["/yard/list", "/volume", "/store"], container.VolumeMounts.Select(mount => mount.MountPath));
        Assert.Equal(ExampleDeployment.Image("tensorflow"), container.Image);
        // What Kubernetes would put in for the program's own words.
        Assert.DoesNotContain("$$", container.Command[2], StringComparison.Ordinal);
        Assert.All(container.Env, variable => Assert.DoesNotContain($"$({variable.Name})", container.Command[2], StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_are_listed_by_model_and_number_whatever_their_order()
    {
        SharedModel[] versions = [new("prices", 12, ExampleDeployment.Identity("c")), new("item-photo", 30, ExampleDeployment.Identity("b")), new("item-photo", 7, ExampleDeployment.Identity("a"))];
        var models = SharedModels.Of([.. versions, versions[0]]);
        Assert.Equal(
            """
            model_config_list {
              config {
                name: "item-photo"
                base_path: "/models/item-photo"
                model_platform: "tensorflow"
                model_version_policy {
                  specific {
                    versions: 7
                    versions: 30
                  }
                }
              }
              config {
                name: "prices"
                base_path: "/models/prices"
                model_platform: "tensorflow"
                model_version_policy {
                  specific {
                    versions: 12
                  }
                }
              }
            }

            """,
            models.Config);
        Assert.Equal("model_config_list {\n}\n", SharedModels.None.Config);
        Assert.Equal(models.Versions, SharedModels.Of(versions.Reverse()).Versions);
        Assert.Equal(models.Versions, SharedModels.Read(models.Lines).Versions);
        Assert.Empty(SharedModels.Read("item-photo 7\nitem-photo seven 00\nitem-photo 7 00\n").Versions);
    }

    private static DeployPlan SharedPlan()
    {
        var plan = ExampleDeployment.Plan();
        return plan with
        {
            Place = plan.Place with { Spec = plan.Place.Spec with { Claim = "modelyard-store", PullSecret = "registry-login", Tensorflow = TensorFlowPlacement.Shared } },
            Models = [.. plan.Models.Select(model => model with { Versions = [.. model.Versions.Select(TensorFlow)] })],
        };
    }

    private static ServedVersion TensorFlow(ServedVersion version) => version with
    {
        Workers = 4,
        TensorFlow = new TensorFlowImage(ExampleDeployment.Image("tensorflow"), Modelyard.Serving.TensorFlow.TensorFlowProgram.NumberOf(version.Identity)),
    };

    // Every packaging, with and without an autoscaler, on a new and on an old cluster.
    private static List<IKubernetesObject<V1ObjectMeta>> AllShapes()
    {
        var plan = ExampleDeployment.Plan();
        var one = plan.Models[0].Versions[0];
        var place = plan.Place with { Spec = plan.Place.Spec with { Claim = "modelyard-store", PullSecret = "registry-login", Gateway = new ReplicasSpec { Min = 2, Max = 8 } } };
        var other = plan with { Place = place };
        var shared = SharedPlan();
        return
        [
            .. plan.Models.SelectMany(plan.ObjectsOf), .. plan.GatewayObjects(plan.Table), .. other.GatewayObjects(plan.Table),
            .. VersionManifests.Of(one with { Packaging = Packaging.Volume, CallsModels = true, Memory = null, Replicas = new ReplicasSpec { Min = 2, Max = 5, Cpu = 60 } }, place),
            .. shared.SharedList, SharedModelsManifests.Job(shared.Shared!.Value.Models, shared.Shared.Value.Models.Versions, shared.Shared.Value.Image, shared.Place),
            .. VersionManifests.Of(TensorFlow(one), place), .. VersionManifests.Of(TensorFlow(one) with { Packaging = Packaging.Volume, Replicas = new ReplicasSpec { Min = 2, Max = 5 } }, place),
            .. VersionManifests.Of(one with { Packaging = Packaging.ImageVolume, WeightsImage = ExampleDeployment.Image("weights"), MeasuredMemory = 700 << 20 }, place with { Features = new ClusterFeatures(SleepAction: false) }),
        ];
    }

    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        if (node is JsonArray items) return new JsonArray([.. items.Select(item => WithoutNulls(item?.DeepClone()))]);
        return node is JsonObject members ? new JsonObject(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, WithoutNulls(member.Value!.DeepClone())))) : node;
    }
}
