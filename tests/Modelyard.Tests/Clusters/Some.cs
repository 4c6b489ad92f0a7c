using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Tests.Clusters;

/// <summary>Small objects for tests.</summary>
internal static class Some
{
    public static V1ConfigMap Map(string name, string value = "", params (string Key, string Value)[] labels) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = labels.ToDictionary(label => label.Key, label => label.Value) },
        Data = new Dictionary<string, string> { ["value"] = value },
    };

    public static V1Job Job(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = ClusterLabels.Of(ClusterLabels.Step, ClusterLabels.Components.Step) },
        Spec = new V1JobSpec { Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [new V1Container { Name = "step" }], RestartPolicy = "Never" } } },
    };

    public static V1Pod Pod(string name, V1PodStatus? status = null, string? memory = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1PodSpec
        {
            NodeName = "node-1",
            RestartPolicy = "Never",
            Containers = [new V1Container { Name = "step", Resources = memory is null ? null : new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(memory) } } }],
        },
        Status = status,
    };

    public static V1PodStatus Status(string phase, V1ContainerState state, V1ContainerState? last = null, int restarts = 0) => new()
    {
        Phase = phase,
        ContainerStatuses = [new V1ContainerStatus { Name = "step", Image = "registry.example/m/steps/split@sha256:12", State = state, LastState = last, RestartCount = restarts }],
    };
}
