using k8s.Models;
using Modelyard.Clusters;

namespace Modelyard.Serving.Kubernetes;

/// <summary>A Deployment of one version's pods, whichever program they run.</summary>
internal static class VersionDeployment
{
    /// <param name="metadata">Makes the metadata of the Deployment, whose labels its pods have too.</param>
    /// <param name="selector">The labels by which its pods are found.</param>
    /// <param name="annotations">Of its pods.</param>
    /// <param name="startSeconds">How long a pod may take until it is ready.</param>
    public static V1Deployment Of(
        ServedVersion version, Func<V1ObjectMeta> metadata, IDictionary<string, string> selector, IDictionary<string, string> annotations, V1PodSpec pod, int startSeconds)
    {
        // What people call the version may change, which is no reason to start its pods again.
        var own = metadata();
        own.Labels[ClusterLabels.Version] = Names.LabelValue(version.Name);
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = own,
            Spec = new V1DeploymentSpec
            {
                Replicas = ServerScaling.Fixed(version.Replicas),
                RevisionHistoryLimit = 2,
                ProgressDeadlineSeconds = startSeconds + 60,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Strategy = ServerScaling.Strategy(),
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = metadata().Labels, Annotations = annotations }, Spec = pod },
            },
        };
    }

    /// <summary>The metadata of an object of one version.</summary>
    /// <param name="component">Which of its programs it is for.</param>
    /// <param name="instance">The name of that program's Deployment.</param>
    public static V1ObjectMeta Metadata(string name, ServedVersion version, ServingPlace place, string component, string instance)
    {
        var metadata = place.Metadata(name, version.Model, component, (ClusterLabels.Model, version.Model), (ClusterLabels.Candidate, version.Candidate), (ClusterLabels.AppVersion, version.Variant));
        metadata.Labels[ClusterLabels.Instance] = instance;
        return metadata;
    }
}
