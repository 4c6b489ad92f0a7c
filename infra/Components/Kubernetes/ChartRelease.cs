using Pulumi;
using Pulumi.Kubernetes.Helm.V3;
using Pulumi.Kubernetes.Types.Inputs.Helm.V3;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>A chart, by an exact version.</summary>
/// <param name="Repository">Its repository's address; a mirror's where a cluster does not reach the public one.</param>
/// <param name="Chart">Its name there.</param>
/// <param name="Version">All three numbers.</param>
public sealed record ChartReference(string Repository, string Chart, string Version)
{
    /// <summary>A release of it: all of it, or nothing is left of it.</summary>
    internal Release Release(string name, string called, Input<string> @namespace, InputMap<object> values, CustomResourceOptions options) => new(
        name,
        new ReleaseArgs
        {
            Name = called,
            Chart = Chart,
            Version = Version,
            Namespace = @namespace,
            RepositoryOpts = new RepositoryOptsArgs { Repo = Repository },
            Values = values,
            Atomic = true,
            CleanupOnFail = true,
            Timeout = 900,
        },
        options);
}
