using System.Globalization;
using k8s.Models;
using Modelyard.Images.Builder;

namespace Modelyard.Serving.Kubernetes;

/// <summary>What all pods that answer requests have in common: nobody's user, no rights and no token, a read-only root, time to drain.</summary>
internal static class ServingPods
{
    /// <summary>The name of the port that answers.</summary>
    public const string PortName = "http";

    /// <summary>Where a pod tells its metrics, for the sidecar that tells them as its own (<see cref="PodMetricsEndpoint.Merged"/>).</summary>
    public static Dictionary<string, string> MetricsAnnotations(int port = ImagePlaces.Port, string path = "/metrics") => new()
    {
        ["prometheus.io/scrape"] = "true",
        ["prometheus.io/port"] = port.ToString(CultureInfo.InvariantCulture),
        ["prometheus.io/path"] = path,
    };

    private const long User = 65532;
    private const string Home = "/home/yard";

    // Until every proxy and every node knows that a pod leaves, requests still come to it.
    private const int DrainSeconds = 5;

    /// <summary>A pod of one container.</summary>
    /// <param name="settings">The container's own: image, arguments, probes, resources, mounts.</param>
    /// <param name="volumes">What it mounts.</param>
    /// <param name="answerSeconds">How long a request may take once the pod leaves.</param>
    /// <param name="selector">The labels of its like, which are spread over nodes and zones.</param>
    public static V1PodSpec Of(V1Container settings, IReadOnlyList<V1Volume> volumes, int answerSeconds, string account, IDictionary<string, string> selector, ServingPlace place)
    {
        settings.Ports = [new V1ContainerPort { Name = PortName, ContainerPort = ImagePlaces.Port }];
        settings.Env = [new V1EnvVar { Name = "HOME", Value = Home }, .. settings.Env ?? []];
        settings.VolumeMounts =
        [
            .. settings.VolumeMounts ?? [],
            new V1VolumeMount { Name = "tmp", MountPath = "/tmp" },
            new V1VolumeMount { Name = "home", MountPath = Home },
        ];
        settings.Lifecycle = new V1Lifecycle { PreStop = Sleep(place.Features) };
        settings.TerminationMessagePolicy = "FallbackToLogsOnError";
        settings.SecurityContext = ContainerSecurity();
        return new V1PodSpec
        {
            Containers = [settings],
            ServiceAccountName = account,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = DrainSeconds + answerSeconds,
            SecurityContext = PodSecurity(),
            TopologySpreadConstraints = [Spread("kubernetes.io/hostname", selector), Spread("topology.kubernetes.io/zone", selector)],
            Volumes = [.. volumes, Empty("tmp"), Empty("home")],
        };
    }

    /// <summary>No rights, and a root that cannot be written.</summary>
    public static V1SecurityContext ContainerSecurity() => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
    };

    /// <summary>Nobody's user.</summary>
    public static V1PodSecurityContext PodSecurity() => new()
    {
        RunAsNonRoot = true,
        RunAsUser = User,
        RunAsGroup = User,
        SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
    };

    /// <summary>Asks a page until it answers 200.</summary>
    public static V1Probe Probe(string path, int period, int failures, int timeout) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = PortName },
        PeriodSeconds = period,
        FailureThreshold = failures,
        TimeoutSeconds = timeout,
    };

    /// <summary>Bytes as a quantity, in whole mebibytes.</summary>
    public static ResourceQuantity Mebibytes(long bytes) => new(string.Create(CultureInfo.InvariantCulture, $"{(bytes + (1 << 20) - 1) >> 20}Mi"));

    private static V1LifecycleHandler Sleep(ClusterFeatures features) => features.SleepAction
        ? new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = DrainSeconds } }
        : new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["sleep", DrainSeconds.ToString(CultureInfo.InvariantCulture)] } };

    private static V1TopologySpreadConstraint Spread(string topology, IDictionary<string, string> selector) => new()
    {
        MaxSkew = 1,
        TopologyKey = topology,
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new V1LabelSelector { MatchLabels = selector },
    };

    private static V1Volume Empty(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };
}
