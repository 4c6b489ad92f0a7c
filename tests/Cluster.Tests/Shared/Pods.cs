using k8s.Models;

namespace Modelyard.Cluster.Tests.Shared;

/// <summary>Small pods.</summary>
internal static class Pods
{
    /// <summary>A pod whose one container runs a script of a shell.</summary>
    public static V1Pod Shell(string name, string script, Action<V1PodSpec>? change = null)
    {
        var spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 1,
            Containers = [new V1Container { Name = "step", Image = ClusterUnderTest.Busybox, Command = ["sh", "-c", script], Resources = new V1ResourceRequirements() }],
        };
        change?.Invoke(spec);
        return new V1Pod { Metadata = new V1ObjectMeta { Name = name }, Spec = spec };
    }

    /// <summary>A Job of such a pod.</summary>
    public static V1Job Job(string name, string script, Action<V1JobSpec>? change = null)
    {
        var spec = new V1JobSpec { BackoffLimit = 0, Template = new V1PodTemplateSpec { Spec = Shell(name, script).Spec } };
        change?.Invoke(spec);
        return new V1Job { Metadata = new V1ObjectMeta { Name = name }, Spec = spec };
    }
}
