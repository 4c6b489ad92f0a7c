using Modelyard.Clusters;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Deployment = Pulumi.Kubernetes.Apps.V1.Deployment;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>What <see cref="TensorFlowServing"/> needs.</summary>
public sealed record TensorFlowServingArgs
{
    public required string Namespace { get; init; }

    /// <summary>By digest.</summary>
    public required string Image { get; init; }

    /// <summary>The claim of its model volume, in whose folder <see cref="TensorFlowServing.Called"/> a deploy writes models and <c>models.config</c>.</summary>
    public required string Claim { get; init; }

    public int Replicas { get; init; } = 1;

    public required string Cpu { get; init; }

    public required string Memory { get; init; }

    /// <summary>The namespace, which must be there first.</summary>
    public required Resource After { get; init; }
}

/// <summary>One TensorFlow Serving for many models: it looks every minute at a file of its model volume and serves what that names.</summary>
public sealed class TensorFlowServing : PlatformComponent
{
    public const string Called = "tensorflow-serving";

    /// <summary>Where the model volume is mounted, and the file that a deploy writes there.</summary>
    public const string Models = "/models", ConfigFile = $"{Models}/models.config";

    private const int PollSeconds = 60, GrpcPort = 8500, RestPort = 8501;
    private const long User = 65532;

    public TensorFlowServing(string name, TensorFlowServingArgs args, ComponentResourceOptions? options = null)
        : base("TensorFlowServing", name, options)
    {
        InputMap<string> selector = new() { [ClusterLabels.Name] = Called };
        var settings = new ConfigMap(
            $"{name}-settings",
            new ConfigMapArgs
            {
                Metadata = Metadata(),
                Data = { ["monitoring.config"] = "prometheus_config { enable: true, path: \"/metrics\" }\n" },
            },
            Part(args.After));
        _ = new Service(
            name,
            new ServiceArgs
            {
                Metadata = Metadata(),
                Spec = new ServiceSpecArgs { Selector = selector, Ports = { Port("grpc", GrpcPort), Port("http", RestPort) } },
            },
            Part(args.After));
        _ = new Deployment(
            name,
            new DeploymentArgs
            {
                Metadata = Metadata(),
                Spec = new DeploymentSpecArgs
                {
                    Replicas = args.Replicas,
                    Selector = new LabelSelectorArgs { MatchLabels = selector },
                    Template = new PodTemplateSpecArgs
                    {
                        Metadata = new ObjectMetaArgs
                        {
                            Labels = PlatformLabels.Of(Called),
                            // The sidecar adds these to its own.
                            Annotations = { ["prometheus.io/scrape"] = "true", ["prometheus.io/port"] = $"{RestPort}", ["prometheus.io/path"] = "/metrics" },
                        },
                        Spec = Pod(args, settings),
                    },
                },
            },
            Part(args.After));
        RegisterOutputs();

        ObjectMetaArgs Metadata() => new() { Name = Called, Namespace = args.Namespace, Labels = PlatformLabels.Of(Called) };
    }

    private static ServicePortArgs Port(string called, int number) => new() { Name = called, Port = number, TargetPort = number, AppProtocol = called };

    private static PodSpecArgs Pod(TensorFlowServingArgs args, ConfigMap settings) => new()
    {
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        SecurityContext = new PodSecurityContextArgs { RunAsNonRoot = true, RunAsUser = (int)User, RunAsGroup = (int)User, SeccompProfile = new SeccompProfileArgs { Type = "RuntimeDefault" } },
        // Without the file it would not start, and before the first deploy there is none.
        InitContainers =
        {
            Container("first-file", args, writes: true, ["/bin/sh", "-c", $"test -e {ConfigFile} || echo 'model_config_list {{}}' > {ConfigFile}"]),
        },
        Containers =
        {
            Server(args),
        },
        Volumes =
        {
            new VolumeArgs { Name = "models", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSourceArgs { ClaimName = args.Claim } },
            new VolumeArgs { Name = "settings", ConfigMap = new ConfigMapVolumeSourceArgs { Name = settings.Metadata.Apply(metadata => metadata.Name) } },
            new VolumeArgs { Name = "tmp", EmptyDir = new EmptyDirVolumeSourceArgs() },
        },
    };

    private static ContainerArgs Server(TensorFlowServingArgs args)
    {
        var server = Container("server", args, writes: false,
        [
            "/usr/bin/tensorflow_model_server", $"--port={GrpcPort}", $"--rest_api_port={RestPort}", $"--model_config_file={ConfigFile}",
            $"--model_config_file_poll_wait_seconds={PollSeconds}", "--monitoring_config_file=/settings/monitoring.config",
        ]);
        server.Ports.Add(new ContainerPortArgs { Name = "grpc", ContainerPortValue = GrpcPort }, new ContainerPortArgs { Name = "http", ContainerPortValue = RestPort });
        server.ReadinessProbe = new ProbeArgs { TcpSocket = new TCPSocketActionArgs { Port = GrpcPort }, PeriodSeconds = 5 };
        server.VolumeMounts.Add(new VolumeMountArgs { Name = "settings", MountPath = "/settings", ReadOnly = true });
        return server;
    }

    private static ContainerArgs Container(string called, TensorFlowServingArgs args, bool writes, string[] command) => new()
    {
        Name = called,
        Image = args.Image,
        Command = command,
        Resources = new ResourceRequirementsArgs { Requests = { ["cpu"] = args.Cpu, ["memory"] = args.Memory }, Limits = { ["memory"] = args.Memory } },
        SecurityContext = new SecurityContextArgs { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new CapabilitiesArgs { Drop = { "ALL" } } },
        VolumeMounts = { new VolumeMountArgs { Name = "models", MountPath = Models, SubPath = Called, ReadOnly = !writes }, new VolumeMountArgs { Name = "tmp", MountPath = "/tmp" } },
    };
}
