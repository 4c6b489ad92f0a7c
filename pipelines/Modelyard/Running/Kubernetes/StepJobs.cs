using System.Globalization;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Content;
using Modelyard.Running.Execution;
using Modelyard.Running.Graph;
using Modelyard.Specs;

namespace Modelyard.Running.Kubernetes;

/// <summary>Makes the Jobs of steps. Pure: what a Job is depends on the plan, the step and its attempt alone.</summary>
internal sealed class StepJobs(ClusterPlan plan, DriverIdentity driver)
{
    // Steps time themselves. What Kubernetes counts starts with the Job, so that pulling an image and waiting for a node must be allowed for.
    private static readonly TimeSpan PendingAllowance = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly PodShape _pods = new(plan.Place, plan.OneNode ? driver.Node : null);

    /// <summary>Job of an attempt at a step: its name says whose it is, so that there is one in the whole namespace.</summary>
    public static string NameOf(Digest key, int attempt) => $"yard-step-{key.Hex[..StorePlaces.KeyDigits]}-{attempt.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Cores that a step asks for: a node that has as many must exist, else it would wait for ever.</summary>
    public static int CpusFor(StepNode node, ClusterPlaceSpec place) => Math.Min(node.Resources.Cpus, place.Cpus ?? int.MaxValue);

    /// <summary>Labels by which a driver finds what runs, whoever started it.</summary>
    public static string Selector => ClusterLabels.Selector((ClusterLabels.PartOf, ClusterLabels.Modelyard), (ClusterLabels.Name, ClusterLabels.Step));

    /// <summary>The Job.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">The step's key and the attempt; none for a fingerprint.</param>
    /// <param name="document">The StepRunner's job.json, below the attempt's folder.</param>
    public V1Job Of(StepWork work, string name, (Digest Key, int Attempt)? key, JobImage image, string document)
    {
        var node = work.Node;
        var labels = ClusterLabels.Of(
            ClusterLabels.Step, key is null ? ClusterLabels.Components.Fingerprint : ClusterLabels.Components.Step,
            (ClusterLabels.Instance, name), (ClusterLabels.Model, node.Name.Model), (ClusterLabels.Candidate, node.Name.Candidate), (ClusterLabels.Plan, driver.Plan), (ClusterLabels.Network, NetworkOf(node)),
            (ClusterLabels.Key, key?.Key.Hex[..StorePlaces.KeyDigits]), (ClusterLabels.Attempt, key?.Attempt.ToString(CultureInfo.InvariantCulture)));
        var container = new V1Container
        {
            Name = "step",
            Image = ClusterImage.Of(image.Reference),
            Command = [.. image.Entrypoint],
            Args = [document],
            Env = [.. work.Job.Inherited.Select(Secret)],
            Resources = Resources(node),
            WorkingDir = "/",
        };
        var pod = _pods.Of(
            container,
            [
                .. work.Inputs.Distinct().Select(input => (input, input, false)),
                (work.Folder, work.Folder, true),
            ],
            ["/tmp", work.Job.WorkingDirectory]);
        pod.TerminationGracePeriodSeconds = (long)Math.Ceiling(work.Job.GraceSeconds) + 5;
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = plan.Place.Namespace,
                Labels = labels,
                Annotations = new Dictionary<string, string> { ["modelyard.org/step"] = node.ToString() },
                OwnerReferences = [driver.Owner],
            },
            Spec = new V1JobSpec
            {
                BackoffLimit = 0,
                ActiveDeadlineSeconds = (long)(node.Timeout + PendingAllowance).TotalSeconds,
                TtlSecondsAfterFinished = (int)Kept.TotalSeconds,
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = pod },
            },
        };
    }

    // What is not declared is denied where the namespace has the platform's network policies (infra/Components).
    private static string? NetworkOf(StepNode node) =>
        node.Component.Spec.Network ? ClusterLabels.Networks.Open : node.Calls is not null ? ClusterLabels.Networks.Models : null;

    private V1ResourceRequirements Resources(StepNode node)
    {
        var requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(CpusFor(node, plan.Place).ToString(CultureInfo.InvariantCulture)) };
        var limits = new Dictionary<string, ResourceQuantity>(requests);
        if (node.Resources.Memory is { } memory) requests["memory"] = limits["memory"] = new ResourceQuantity(memory.ToString());
        if (node.Resources.Gpus > 0) requests[plan.Place.Gpu] = limits[plan.Place.Gpu] = new ResourceQuantity(node.Resources.Gpus.ToString(CultureInfo.InvariantCulture));
        return new V1ResourceRequirements { Requests = requests, Limits = limits };
    }

    private V1EnvVar Secret(string variable) => new()
    {
        Name = variable,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = plan.Place.Secrets ?? "yard-secrets", Key = variable } },
    };
}
