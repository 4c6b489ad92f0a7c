using k8s;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Images.Builder;

namespace Modelyard.Serving.Kubernetes;

/// <summary>The objects of one version: a Deployment with its settings, an autoscaler where it may grow, a budget of disruptions.</summary>
public static class VersionManifests
{
    private const int StartSeconds = 600;
    private const int AnswerSeconds = 35;

    /// <summary>In the order in which they are applied.</summary>
    /// <exception cref="Diagnostics.YardException">The version's packaging is not possible here.</exception>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Of(ServedVersion version, ServingPlace place)
    {
        var settings = Settings(version, place);
        List<IKubernetesObject<V1ObjectMeta>> objects = [settings, Deployment(version, settings.Metadata.Name, place)];
        if (ServerScaling.HasAutoscaler(version.Replicas)) objects.Add(ServerScaling.Of(Metadata(version.ObjectName, version, place), version.Replicas));
        objects.Add(ServerScaling.Budget(Metadata(version.ObjectName, version, place), PodSelector(version)));
        // Before the servers that ask it.
        return version.TensorFlow is null || place.SharesTensorFlow ? objects : [.. TensorFlowManifests.Of(version, place), .. objects];
    }

    /// <summary>The labels by which a version's pods are found; a Deployment's can never be changed.</summary>
    public static Dictionary<string, string> PodSelector(ServedVersion version) => new()
    {
        [ClusterLabels.Name] = version.Model,
        [ClusterLabels.Component] = ClusterLabels.Components.Server,
        [ClusterLabels.AppVersion] = version.Variant,
    };

    // Named by its content: a pod never sees other settings than those that it was started with.
    private static V1ConfigMap Settings(ServedVersion version, ServingPlace place)
    {
        var definition = new ServerDefinition
        {
            Model = version.Model,
            VersionName = version.Variant,
            Identity = version.Identity,
            ArtifactFolder = ImagePlaces.Model,
            FileName = "",
            Workers = version.Workers,
            TensorFlow = version.TensorFlow is { } image ? new TensorFlowPlace(TensorFlowManifests.AddressOf(version, place), image.Version) : null,
            Gateway = version.CallsModels ? place.AddressOf(GatewayManifests.Name) : null,
        };
        var content = CanonicalJson.Readable(definition.ServeDocument("0.0.0.0", ImagePlaces.Port));
        return new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = Metadata($"{version.ObjectName}-{Digest.Of(content).Hex[..8]}", version, place),
            Immutable = true,
            Data = new Dictionary<string, string> { [Path.GetFileName(ImagePlaces.Settings)] = System.Text.Encoding.UTF8.GetString(content) },
        };
    }

    private static V1Deployment Deployment(ServedVersion version, string settings, ServingPlace place)
    {
        var pod = ServingPods.Of(Container(version), [SettingsVolume(settings), .. ModelVolumes.Of(version, place)], AnswerSeconds, version.Model, PodSelector(version), place);
        return VersionDeployment.Of(version, () => Metadata(version.ObjectName, version, place), PodSelector(version), ServingPods.MetricsAnnotations(), pod, StartSeconds);
    }

    private static V1Container Container(ServedVersion version) => new()
    {
        Name = "server",
        Image = version.Image,
        StartupProbe = ServingPods.Probe("/healthz", period: 2, failures: StartSeconds / 2, timeout: 5),
        ReadinessProbe = ServingPods.Probe("/healthz", period: 5, failures: 3, timeout: 5),
        // A server that works hard is late; one that is late for two minutes hangs.
        LivenessProbe = ServingPods.Probe("/healthz", period: 20, failures: 6, timeout: 10),
        Resources = ServerResources.Of(version),
        VolumeMounts =
        [
            new V1VolumeMount { Name = "settings", MountPath = ImagePlaces.Settings, SubPath = Path.GetFileName(ImagePlaces.Settings), ReadOnlyProperty = true },
            .. ModelVolumes.Mounts(version),
        ],
    };

    private static V1Volume SettingsVolume(string name) => new() { Name = "settings", ConfigMap = new V1ConfigMapVolumeSource { Name = name } };

    private static V1ObjectMeta Metadata(string name, ServedVersion version, ServingPlace place) =>
        VersionDeployment.Metadata(name, version, place, ClusterLabels.Components.Server, version.ObjectName);
}
