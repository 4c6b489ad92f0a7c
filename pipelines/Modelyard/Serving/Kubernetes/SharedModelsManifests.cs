using System.Globalization;
using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Serving.Kubernetes;

/// <summary>What brings versions to a shared TensorFlow Serving, which itself is the platform's: the list of them, and the Job that makes its volume be so.</summary>
internal static class SharedModelsManifests
{
    /// <summary>The name of the list, with which those of Jobs begin.</summary>
    public const string Name = "yard-tensorflow";

    /// <summary>On the list, once TensorFlow Serving was seen to serve what is new in it: the list's digest.</summary>
    public const string WrittenAnnotation = "modelyard.org/written";

    private const string ImageKey = "image";
    private const string ListFolder = "/yard/list", Volume = "/volume", Store = "/store";
    private const int Replacements = 3;
    private const int PredictsSeconds = 600;
    private const int EndsSeconds = PredictsSeconds + 300; // to get a node, an image and its volumes
    private const int KeptSeconds = 3600;

    /// <summary>Selects the Jobs.</summary>
    public static string JobSelector(ServingPlace place) => $"{place.Selector},{ClusterLabels.Selector((ClusterLabels.Component, ClusterLabels.Components.TensorFlowModels))}";

    /// <summary>The list, which remembers what TensorFlow Serving was told.</summary>
    /// <param name="image">Of TensorFlow Serving, by digest: what later removes the last version has none to ask.</param>
    /// <param name="isWritten">Whether its volume is so.</param>
    public static V1ConfigMap List(SharedModels models, string image, bool isWritten, ServingPlace place)
    {
        var metadata = Metadata(Name, place);
        if (isWritten) metadata.Annotations = new Dictionary<string, string> { [WrittenAnnotation] = models.Digest.ToString() };
        return new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = metadata,
            Data = new Dictionary<string, string> { [ImageKey] = image, [SharedModelsScript.VersionsName] = models.Lines, [TensorFlowFiles.ModelsName] = models.Config },
        };
    }

    /// <summary>Reads a list back; there may be none.</summary>
    public static (SharedModels Models, bool IsWritten, string? Image) Read(V1ConfigMap? list)
    {
        var models = SharedModels.Read(list?.Data?.TryGetValue(SharedModelsScript.VersionsName, out var lines) == true ? lines : "");
        var written = list?.Metadata.Annotations?.TryGetValue(WrittenAnnotation, out var digest) == true ? digest : null;
        return (models, written == models.Digest.ToString(), list?.Data?.TryGetValue(ImageKey, out var image) == true ? image : null);
    }

    /// <summary>The Job, called by the digest of the list.</summary>
    /// <param name="awaited">Versions that must predict before it ends.</param>
    public static V1Job Job(SharedModels models, IEnumerable<SharedModel> awaited, string image, ServingPlace place)
    {
        var name = $"{Name}-{models.Digest.Hex[..8]}";
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = V1Job.KubeKind,
            Metadata = Metadata(name, place),
            Spec = new V1JobSpec
            {
                BackoffLimit = Replacements,
                ActiveDeadlineSeconds = EndsSeconds,
                TtlSecondsAfterFinished = KeptSeconds,
                // What it said would be said again; one whose node went is replaced.
                PodFailurePolicy = new V1PodFailurePolicy
                {
                    Rules =
                    [
                        new V1PodFailurePolicyRule
                        {
                            Action = "FailJob",
                            OnExitCodes = new V1PodFailurePolicyOnExitCodesRequirement { ContainerName = "models", OperatorProperty = "NotIn", Values = [128 + 9, 128 + 15] },
                        },
                    ],
                },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = Metadata(name, place).Labels }, Spec = Pod(models, awaited, image, place) },
            },
        };
    }

    private static V1PodSpec Pod(SharedModels models, IEnumerable<SharedModel> awaited, string image, ServingPlace place) => new()
    {
        RestartPolicy = "Never",
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = 5,
        SecurityContext = ServingPods.PodSecurity(),
        ImagePullSecrets = place.Spec.PullSecret is { } secret ? [new V1LocalObjectReference { Name = secret }] : null,
        Containers =
        [
            new V1Container
            {
                Name = "models",
                Image = image,
                Command = ["/bin/bash", "-c", SharedModelsScript.Text],
                Env =
                [
                    Variable(SharedModelsScript.Variables.List, ListFolder),
                    Variable(SharedModelsScript.Variables.Digest, models.Digest.Hex),
                    Variable(SharedModelsScript.Variables.Stores, place.Spec.Claim is null ? Volume : $"{Volume} {Store}"),
                    Variable(SharedModelsScript.Variables.Folder, $"{Volume}/{SharedTensorFlow.Name}"),
                    Variable(SharedModelsScript.Variables.Awaited, string.Join(' ', awaited.Select(version => version.Place))),
                    Variable(SharedModelsScript.Variables.Host, place.HostOf(SharedTensorFlow.Name)),
                    Variable(SharedModelsScript.Variables.Port, SharedTensorFlow.RestPort.ToString(CultureInfo.InvariantCulture)),
                    Variable(SharedModelsScript.Variables.Seconds, PredictsSeconds.ToString(CultureInfo.InvariantCulture)),
                ],
                Resources = new V1ResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m"), ["memory"] = new("64Mi") },
                    Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
                },
                SecurityContext = ServingPods.ContainerSecurity(),
                VolumeMounts =
                [
                    new V1VolumeMount { Name = "list", MountPath = ListFolder, ReadOnlyProperty = true },
                    new V1VolumeMount { Name = "volume", MountPath = Volume },
                    .. place.Spec.Claim is null ? (V1VolumeMount[])[] : [new V1VolumeMount { Name = "store", MountPath = Store, ReadOnlyProperty = true }],
                ],
            },
        ],
        Volumes =
        [
            new V1Volume { Name = "list", ConfigMap = new V1ConfigMapVolumeSource { Name = Name } },
            new V1Volume { Name = "volume", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = SharedTensorFlow.Name } },
            .. place.Spec.Claim is not { } claim ? (V1Volume[])[] : [new V1Volume { Name = "store", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim, ReadOnlyProperty = true } }],
        ],
    };

    private static V1EnvVar Variable(string name, string value) => new() { Name = name, Value = value };

    private static V1ObjectMeta Metadata(string name, ServingPlace place) => place.Metadata(name, Name, ClusterLabels.Components.TensorFlowModels);
}
