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

    /// <summary>The claim of its model volume, in whose folder <see cref="SharedTensorFlow.Name"/> a deploy writes models and <see cref="SharedTensorFlow.ConfigName"/>.</summary>
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
    private const string Called = SharedTensorFlow.Name, ConfigFile = $"{SharedTensorFlow.Models}/{SharedTensorFlow.ConfigName}";
    private const string Volume = "/volume";
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
                Spec = new ServiceSpecArgs { Selector = selector, Ports = { Port("grpc", SharedTensorFlow.GrpcPort), Port("http", SharedTensorFlow.RestPort) } },
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
                            Labels = PodLabels(),
                            // The sidecar adds these to its own.
                            Annotations = { ["prometheus.io/scrape"] = "true", ["prometheus.io/port"] = $"{SharedTensorFlow.RestPort}", ["prometheus.io/path"] = "/metrics" },
                        },
                        Spec = Pod(args, settings),
                    },
                },
            },
            Part(args.After));
        RegisterOutputs();

        ObjectMetaArgs Metadata() => new() { Name = Called, Namespace = args.Namespace, Labels = PlatformLabels.Of(Called) };
    }

    // As those of one that a version has of its own: whom it may speak to is told by its component.
    private static InputMap<string> PodLabels()
    {
        var labels = PlatformLabels.Of(Called);
        labels.Add(ClusterLabels.Component, ClusterLabels.Components.TensorFlow);
        return labels;
    }

    private static ServicePortArgs Port(string called, int number) => new() { Name = called, Port = number, TargetPort = number, AppProtocol = called };

    private static PodSpecArgs Pod(TensorFlowServingArgs args, ConfigMap settings) => new()
    {
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        SecurityContext = new PodSecurityContextArgs { RunAsNonRoot = true, RunAsUser = (int)User, RunAsGroup = (int)User, SeccompProfile = new SeccompProfileArgs { Type = "RuntimeDefault" } },
        // Without the file it would not start, and before the first deploy there is none; a folder that a kubelet makes for a mount is root's, so that nobody else could write there.
        InitContainers =
        {
            Container("first-file", args, new VolumeMountArgs { Name = "models", MountPath = Volume }, ["/bin/sh", "-c", $"mkdir -p {Volume}/{Called} && cd {Volume}/{Called} && {{ test -e {SharedTensorFlow.ConfigName} || echo 'model_config_list {{}}' > {SharedTensorFlow.ConfigName}; }}"]),
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
        var server = Container("server", args, new VolumeMountArgs { Name = "models", MountPath = SharedTensorFlow.Models, SubPath = Called, ReadOnly = true },
        [
            "/usr/bin/tensorflow_model_server", $"--port={SharedTensorFlow.GrpcPort}", $"--rest_api_port={SharedTensorFlow.RestPort}", $"--model_config_file={ConfigFile}",
            $"--model_config_file_poll_wait_seconds={SharedTensorFlow.PollSeconds}", "--monitoring_config_file=/settings/monitoring.config",
        ]);
        server.Ports.Add(new ContainerPortArgs { Name = "grpc", ContainerPortValue = SharedTensorFlow.GrpcPort }, new ContainerPortArgs { Name = "http", ContainerPortValue = SharedTensorFlow.RestPort });
        server.ReadinessProbe = new ProbeArgs { TcpSocket = new TCPSocketActionArgs { Port = SharedTensorFlow.GrpcPort }, PeriodSeconds = 5 };
        server.VolumeMounts.Add(new VolumeMountArgs { Name = "settings", MountPath = "/settings", ReadOnly = true });
        return server;
    }

    private static ContainerArgs Container(string called, TensorFlowServingArgs args, VolumeMountArgs models, string[] command) => new()
    {
        Name = called,
        Image = args.Image,
        Command = command,
        Resources = new ResourceRequirementsArgs { Requests = { ["cpu"] = args.Cpu, ["memory"] = args.Memory }, Limits = { ["memory"] = args.Memory } },
        SecurityContext = new SecurityContextArgs { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new CapabilitiesArgs { Drop = { "ALL" } } },
        VolumeMounts = { models, new VolumeMountArgs { Name = "tmp", MountPath = "/tmp" } },
    };
}
