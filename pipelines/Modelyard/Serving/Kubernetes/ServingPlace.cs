using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Specs;

namespace Modelyard.Serving.Kubernetes;

/// <summary>Where versions are served: the namespace of one environment of one repository.</summary>
/// <param name="Repository">Which repository's objects they are.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Spec">Its place.</param>
/// <param name="Features">What the cluster can do.</param>
public sealed record ServingPlace(string Repository, string Environment, ServingPlaceSpec Spec, ClusterFeatures Features)
{
    /// <summary>The port of every service of ours.</summary>
    public const int ServicePort = 80;

    public string Namespace => Spec.Namespace;

    /// <summary>The whole name of a service here.</summary>
    public string HostOf(string service) => $"{service}.{Namespace}.svc.cluster.local";

    /// <summary>Whether one TensorFlow Serving, which is not the deploy's, computes the last step of all versions that end in a SavedModel.</summary>
    public bool SharesTensorFlow => Spec.Tensorflow == TensorFlowPlacement.Shared;

    /// <summary>Where a service here is asked.</summary>
    public Uri AddressOf(string service) => new UriBuilder(Uri.UriSchemeHttp, HostOf(service), ServicePort).Uri;

    /// <summary>What names an object here.</summary>
    /// <param name="app">The model, or the gateway's name.</param>
    /// <param name="component">One of <see cref="ClusterLabels.Components"/>.</param>
    /// <param name="more">Labels that this object has beside those of all.</param>
    internal V1ObjectMeta Metadata(string name, string app, string component, params (string Key, string? Value)[] more) => new()
    {
        Name = name,
        NamespaceProperty = Namespace,
        Labels = ClusterLabels.Of(app, component, [(ClusterLabels.Instance, name), (ClusterLabels.Repository, Repository), (ClusterLabels.Environment, Environment), .. more]),
    };

    /// <summary>Selects every object of this environment that this repository deployed.</summary>
    public string Selector => ClusterLabels.Selector((ClusterLabels.ManagedBy, ClusterLabels.Yard), (ClusterLabels.Repository, Repository), (ClusterLabels.Environment, Environment));
}

/// <summary>What a cluster can do that older ones cannot.</summary>
/// <param name="ImageVolumes">Whether its nodes mount images as volumes.</param>
/// <param name="SleepAction">Whether a pod's <c>preStop</c> can sleep without a program (from 1.30 on).</param>
public sealed record ClusterFeatures(bool ImageVolumes = true, bool SleepAction = true);
