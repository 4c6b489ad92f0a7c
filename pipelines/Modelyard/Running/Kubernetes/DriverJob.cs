using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Running.Kubernetes;

/// <summary>Makes the Job of a run's driver. Pure: what it is depends on the plan alone.</summary>
public static class DriverJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>The most that one plan is tried: a driver whose node goes is started again, and takes up what still runs.</summary>
    private const int Replacements = 6;

    // SIGKILL; SIGTERM; and 130, with which a driver ends that is told to go and can still say so: its node is drained, or somebody deleted its pod.
    // In order, as Kubernetes wants them.
    private static readonly int[] KilledBy = [130, 128 + 9, 128 + 15];

    /// <summary>Its name: drivers of one plan are one.</summary>
    /// <param name="number">From 1; counted on where an earlier one has ended.</param>
    public static string NameOf(ClusterPlan plan, int number) => $"yard-run-{plan.Unresolved.Hex[..StorePlaces.KeyDigits]}-{number}";

    /// <summary>Selects the drivers of a plan.</summary>
    public static string SelectorOf(ClusterPlan plan) =>
        ClusterLabels.Selector((ClusterLabels.Name, ClusterLabels.Driver), (ClusterLabels.Plan, plan.Unresolved.Hex[..StorePlaces.KeyDigits]));

    /// <summary>The Job.</summary>
    /// <param name="image">Its image, by digest; holds the plan.</param>
    public static V1Job Of(ClusterPlan plan, string image, int number)
    {
        var name = NameOf(plan, number);
        var labels = ClusterLabels.Of(
            ClusterLabels.Driver, ClusterLabels.Components.Driver,
            (ClusterLabels.Instance, name), (ClusterLabels.Environment, plan.Environment), (ClusterLabels.Plan, plan.Unresolved.Hex[..StorePlaces.KeyDigits]),
            (ClusterLabels.Attempt, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var container = new V1Container
        {
            Name = "driver",
            Image = ClusterImage.Of(image),
            Env =
            [
                new V1EnvVar { Name = DriverIdentity.JobVariable, Value = name },
                new V1EnvVar { Name = DriverIdentity.NodeVariable, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "spec.nodeName" } } },
            ],
            Resources = new V1ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m"), ["memory"] = new("256Mi") },
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("2Gi") },
            },
        };
        var pod = new PodShape(plan.Place, null).Of(container, [(StorePlaces.Store, StorePlaces.Store, true)], ["/tmp"]);
        pod.AutomountServiceAccountToken = true;
        pod.ServiceAccountName = plan.Place.Driver;
        if (plan.Place.PullSecret is { } secret) MountLogin(pod, secret);
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = plan.Place.Namespace,
                Labels = labels,
                Annotations = new Dictionary<string, string> { ["modelyard.org/command"] = plan.Command, ["modelyard.org/commit"] = plan.Commit ?? "none" },
            },
            Spec = new V1JobSpec
            {
                BackoffLimit = Replacements,
                // One that ended by itself would only do so again; one that was killed, or whose node went, is replaced.
                PodFailurePolicy = new V1PodFailurePolicy
                {
                    Rules =
                    [
                        new V1PodFailurePolicyRule
                        {
                            Action = "FailJob",
                            OnExitCodes = new V1PodFailurePolicyOnExitCodesRequirement { ContainerName = "driver", OperatorProperty = "NotIn", Values = [.. KilledBy] },
                        },
                    ],
                },
                TtlSecondsAfterFinished = (int)Kept.TotalSeconds,
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = pod },
            },
        };
    }

    private static void MountLogin(V1PodSpec pod, string secret)
    {
        pod.Containers[0].Env.Add(new V1EnvVar { Name = "DOCKER_CONFIG", Value = StorePlaces.Docker });
        pod.Containers[0].VolumeMounts.Add(new V1VolumeMount { Name = "docker", MountPath = StorePlaces.Docker, ReadOnlyProperty = true });
        pod.Volumes.Add(new V1Volume
        {
            Name = "docker",
            Secret = new V1SecretVolumeSource { SecretName = secret, Items = [new V1KeyToPath { Key = ".dockerconfigjson", Path = "config.json" }] },
        });
    }
}
