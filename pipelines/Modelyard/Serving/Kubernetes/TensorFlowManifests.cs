using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Specs;
using Modelyard.Versions.SavedModels;

namespace Modelyard.Serving.Kubernetes;

/// <summary>The TensorFlow Serving of one version: a Deployment with its files, a service by which the version's own servers reach it and nobody else does, and what Prometheus scrapes.</summary>
internal static class TensorFlowManifests
{
    private const int StartSeconds = 600;
    private const int AnswerSeconds = 35;
    private const string GrpcName = "grpc";
    private const string RestName = "http-rest";
    private const string Files = "tensorflow";
    private const string Program = "/usr/bin/tensorflow_model_server";

    /// <summary>The name of all but the settings.</summary>
    public static string NameOf(ServedVersion version) => $"{version.ObjectName}-tf";

    /// <summary>Where the version's servers ask over gRPC: its own TensorFlow Serving, or the one that all share.</summary>
    public static string AddressOf(ServedVersion version, ServingPlace place) =>
        $"{place.HostOf(place.SharesTensorFlow ? SharedTensorFlow.Name : NameOf(version))}:{TensorFlowFiles.GrpcPort}";

    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Of(ServedVersion version, ServingPlace place)
    {
        var name = NameOf(version);
        var settings = Settings(version, place);
        List<IKubernetesObject<V1ObjectMeta>> objects = [Service(version, place), settings, Deployment(version, settings.Metadata.Name, place)];
        if (ServerScaling.HasAutoscaler(version.Replicas)) objects.Add(ServerScaling.Of(Metadata(name, version, place), version.Replicas));
        objects.Add(ServerScaling.Budget(Metadata(name, version, place), PodSelector(version)));
        objects.Add(Monitor(version, place));
        return objects;
    }

    /// <summary>The labels by which its pods are found; the model's own service does not find them.</summary>
    public static Dictionary<string, string> PodSelector(ServedVersion version) => new()
    {
        [ClusterLabels.Name] = version.Model,
        [ClusterLabels.Component] = ClusterLabels.Components.TensorFlow,
        [ClusterLabels.AppVersion] = version.Variant,
    };

    private static V1Service Service(ServedVersion version, ServingPlace place) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = Metadata(NameOf(version), version, place),
        Spec = new V1ServiceSpec
        {
            // Without an address of its own: who asks sees all pods and divides calls among them, with a mesh and without.
            Type = "ClusterIP",
            ClusterIP = "None",
            Selector = PodSelector(version),
            Ports =
            [
                new V1ServicePort { Name = GrpcName, Port = TensorFlowFiles.GrpcPort, TargetPort = GrpcName, Protocol = "TCP", AppProtocol = "grpc" },
                new V1ServicePort { Name = RestName, Port = TensorFlowFiles.RestPort, TargetPort = RestName, Protocol = "TCP", AppProtocol = "http" },
            ],
        },
    };

    private static V1ConfigMap Settings(ServedVersion version, ServingPlace place)
    {
        var files = TensorFlowFiles.Of(version);
        var digest = CanonicalJson.Digest(new System.Text.Json.Nodes.JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (System.Text.Json.Nodes.JsonNode?)file.Value))));
        return new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = Metadata($"{NameOf(version)}-{digest.Hex[..8]}", version, place),
            Immutable = true,
            Data = files,
        };
    }

    private static V1Deployment Deployment(ServedVersion version, string settings, ServingPlace place)
    {
        IReadOnlyList<V1Volume> volumes = [new V1Volume { Name = Files, ConfigMap = new V1ConfigMapVolumeSource { Name = settings } }, .. ModelVolumes.Of(version, place)];
        var pod = ServingPods.Of(Container(version), volumes, AnswerSeconds, version.Model, PodSelector(version), place);
        pod.Containers[0].Ports =
        [
            new V1ContainerPort { Name = GrpcName, ContainerPort = TensorFlowFiles.GrpcPort },
            new V1ContainerPort { Name = RestName, ContainerPort = TensorFlowFiles.RestPort },
        ];
        var annotations = ServingPods.MetricsAnnotations(TensorFlowFiles.RestPort, TensorFlowFiles.MetricsPath);
        return VersionDeployment.Of(version, () => Metadata(NameOf(version), version, place), PodSelector(version), annotations, pod, StartSeconds);
    }

    private static V1Container Container(ServedVersion version) => new()
    {
        Name = "tensorflow",
        Image = version.TensorFlow!.Name,
        Command = [Program],
        Args =
        [
            $"--port={TensorFlowFiles.GrpcPort}",
            $"--rest_api_port={TensorFlowFiles.RestPort}",
            $"--model_config_file={TensorFlowFiles.Folder}/{TensorFlowFiles.ModelsName}",
            // Its folder never changes, so it is looked at once.
            "--file_system_poll_wait_seconds=0",
            "--enable_batching=true",
            $"--batching_parameters_file={TensorFlowFiles.Folder}/{TensorFlowFiles.BatchingName}",
            $"--monitoring_config_file={TensorFlowFiles.Folder}/{TensorFlowFiles.MonitoringName}",
            "--enable_model_warmup=true",
        ],
        StartupProbe = Predicts(period: 5, failures: StartSeconds / 5),
        ReadinessProbe = Predicts(period: 15, failures: 3),
        // That it hangs shows at its port; a long queue is no reason to end it.
        LivenessProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = GrpcName }, PeriodSeconds = 20, FailureThreshold = 6, TimeoutSeconds = 10 },
        // What was measured is the front before it.
        Resources = ServerResources.Of(version with { MeasuredMemory = null }),
        VolumeMounts = [new V1VolumeMount { Name = Files, MountPath = TensorFlowFiles.Folder, ReadOnlyProperty = true }, .. Model(version)],
    };

    private static V1Probe Predicts(int period, int failures) => new()
    {
        Exec = new V1ExecAction { Command = ["/bin/bash", $"{TensorFlowFiles.Folder}/{TensorFlowFiles.ReadyName}"] },
        PeriodSeconds = period,
        FailureThreshold = failures,
        TimeoutSeconds = 10,
    };

    // The SavedModel alone, where the version's number is its folder.
    private static IEnumerable<V1VolumeMount> Model(ServedVersion version)
    {
        foreach (var mount in ModelVolumes.Mounts(version))
        {
            mount.MountPath = TensorFlowFiles.VersionPath(version.Model, version.TensorFlow!.Version);
            mount.SubPath = version.Packaging == Packaging.Volume ? $"{mount.SubPath}/{SavedModel.Folder}" : SavedModel.Folder;
            yield return mount;
        }
    }

    private static PodMonitor Monitor(ServedVersion version, ServingPlace place) => new()
    {
        Metadata = Metadata(NameOf(version), version, place),
        Spec = new PodMonitorSpec
        {
            Selector = new V1LabelSelector { MatchLabels = PodSelector(version) },
            PodMetricsEndpoints = [PodMetricsEndpoint.Merged(ModelManifests.ModelAndVersion, RestName)],
        },
    };

    private static V1ObjectMeta Metadata(string name, ServedVersion version, ServingPlace place) =>
        VersionDeployment.Metadata(name, version, place, ClusterLabels.Components.TensorFlow, NameOf(version));
}
