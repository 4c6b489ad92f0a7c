using System.Globalization;
using k8s.Models;
using Modelyard.Clusters;
using Modelyard.Serving.Kubernetes;

namespace Modelyard.Releases.Deploying;

/// <summary>What a cluster can do, as its version and its nodes say.</summary>
public static class ServingCluster
{
    /// <summary>Images are mounted where the API server takes such volumes (from 1.35 on by default, before that where somebody turned them on) and every node's runtime can.</summary>
    public static async Task<ClusterFeatures> FeaturesAsync(ClusterConnection cluster, CancellationToken cancellation)
    {
        var minor = Minor(cluster.ServerVersion);
        return new ClusterFeatures(ImageVolumes: minor >= 33 && await TakesImagesAsync(cluster, minor, cancellation), SleepAction: minor >= 30);
    }

    /// <summary>The 33 of <c>v1.33.13</c>.</summary>
    internal static int Minor(string version) =>
        version.Split('.') is [_, var minor, ..] && int.TryParse(new string([.. minor.TakeWhile(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<bool> TakesImagesAsync(ClusterConnection cluster, int minor, CancellationToken cancellation)
    {
        if (minor < 35 && !await KeepsVolumeAsync(cluster, cancellation)) return false;
        try
        {
            var nodes = await cluster.AskAsync(new ClusterRequest("list", "nodes"), (_, stop) => cluster.Transport.ReadAsync<V1NodeList>(HttpMethod.Get, ResourceKind.Of<V1Node>().Path(null), null, null, stop), cancellation);
            return nodes.Items.All(node => RuntimeMounts(node.Status.NodeInfo.ContainerRuntimeVersion));
        }
        catch (Diagnostics.YardException refused) when (refused.Diagnostics[0].Code == ClusterCodes.Forbidden)
        {
            return minor >= 35; // who may not see nodes believes the version
        }
    }

    // A server that has the feature off drops such a volume's source, or refuses what has it. Of all that holds pods, a Deployment is what who deploys may apply.
    private static async Task<bool> KeepsVolumeAsync(ClusterConnection cluster, CancellationToken cancellation)
    {
        const string Name = "yard-image-volume";
        var labels = new Dictionary<string, string> { [ClusterLabels.Instance] = Name };
        var deployment = new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = cluster.Namespace },
            Spec = new V1DeploymentSpec
            {
                Replicas = 0,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        Containers = [new V1Container { Name = "c", Image = "none", VolumeMounts = [new V1VolumeMount { Name = "v", MountPath = "/v" }] }],
                        Volumes = [new V1Volume { Name = "v", Image = new V1ImageVolumeSource { Reference = "none" } }],
                    },
                },
            },
        };
        try
        {
            var kept = await cluster.ApplyAsync(deployment, new ApplyOptions(DryRun: true), cancellation);
            // What is left of it is nothing at all, or a volume without a source.
            return kept.Spec.Template.Spec.Volumes?.Any(volume => volume.Image?.Reference is not null) == true;
        }
        catch (Diagnostics.YardException refused) when (refused.Diagnostics[0].Code == ClusterCodes.Invalid || refused.Diagnostics[0].Code == ClusterCodes.Denied)
        {
            return false;
        }
    }

    /// <summary>containerd mounts images from 2.1 on, CRI-O from 1.31 on.</summary>
    internal static bool RuntimeMounts(string runtime) => runtime.Split("://") is [var name, var version] && Version.TryParse(version.Split('-', '+')[0], out var number) && name switch
    {
        "containerd" => number >= new Version(2, 1),
        "cri-o" => number >= new Version(1, 31),
        _ => false,
    };
}
