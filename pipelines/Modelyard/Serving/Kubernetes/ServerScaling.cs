using k8s.Models;
using Modelyard.Specs;

namespace Modelyard.Serving.Kubernetes;

/// <summary>How many pods of a Deployment there are, and who decides that.</summary>
internal static class ServerScaling
{
    /// <summary>Whether an autoscaler decides.</summary>
    public static bool HasAutoscaler(ReplicasSpec replicas) => replicas.Max > replicas.Min;

    /// <summary>What a Deployment says; nothing where an autoscaler does, since each apply would set its number back.</summary>
    public static int? Fixed(ReplicasSpec replicas) => HasAutoscaler(replicas) ? null : replicas.Min;

    /// <summary>The autoscaler of the Deployment of this name.</summary>
    public static V2HorizontalPodAutoscaler Of(V1ObjectMeta metadata, ReplicasSpec replicas) => new()
    {
        ApiVersion = "autoscaling/v2",
        Kind = "HorizontalPodAutoscaler",
        Metadata = metadata,
        Spec = new V2HorizontalPodAutoscalerSpec
        {
            ScaleTargetRef = new V2CrossVersionObjectReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = metadata.Name },
            MinReplicas = replicas.Min,
            MaxReplicas = replicas.Max!.Value,
            Metrics =
            [
                new V2MetricSpec
                {
                    Type = "Resource",
                    Resource = new V2ResourceMetricSource { Name = "cpu", Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = replicas.Cpu } },
                },
            ],
        },
    };

    /// <summary>One at a time, also where there is only one: a node can always be emptied.</summary>
    public static V1PodDisruptionBudget Budget(V1ObjectMeta metadata, IDictionary<string, string> selector) => new()
    {
        ApiVersion = "policy/v1",
        Kind = "PodDisruptionBudget",
        Metadata = metadata,
        Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = selector } },
    };

    /// <summary>New pods answer before old ones go.</summary>
    public static V1DeploymentStrategy Strategy() =>
        new() { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = "25%", MaxUnavailable = 0 } };
}
